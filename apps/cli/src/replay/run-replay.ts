// `ledgerway replay`: events of the past once more, for whoever wants to look at them. Nothing that
// the installation does depends on it: no projection changes, and no webhook is sent.
import { readMoment, type EventRecord, type RequestOrigin } from '@ledgerway/contracts';
import type { StoredEvent } from '@ledgerway/event-store';
import { LogSource, pacedBy } from '@ledgerway/reporting';
import { withInstallation, type Installation } from '../installation/installation.js';
import { streamNamed } from '../streams/name.js';
import { exitCodes, type ExitCode } from '../terminal/exit-codes.js';
import { Failure } from '../terminal/failure.js';
import { untilInterrupted } from '../terminal/interruption.js';
import { print } from '../terminal/print.js';
import { pagesOf, pagesOfStream, rangesOf, type Bounds } from './range.js';
import { replayIdOf, replayToFile, replayToTopic, type ReplayTarget } from './target.js';

export type ReplayFlags = {
  readonly partition?: number;
  readonly stream?: string;
  readonly fromPos?: bigint;
  readonly toPos?: bigint;
  readonly fromTime?: string;
  readonly toTime?: string;
  readonly toTopic?: string;
  readonly toFile?: string;
  readonly rate?: number;
  readonly dryRun?: true;
  readonly json?: true;
};

export function runReplay(flags: ReplayFlags): Promise<ExitCode> {
  const { toTopic, toFile, dryRun, json } = flags;
  const targets = [toTopic, toFile].filter((one) => one !== undefined);
  if (targets.length > 1 || (targets.length === 0 && dryRun !== true))
    throw new Failure('say either --to-topic or --to-file');
  if (toTopic !== undefined) replayIdOf(toTopic);
  const bounds = boundsOf(flags);
  return withInstallation(async (installation) => {
    const sources = await sourcesOf(installation, flags, bounds);
    const target = dryRun ? undefined : await targetOf(installation, flags);
    const replayed = await replayAll(installation, sources, target, flags.rate);
    const to = targets[0] ?? null;
    const verb = dryRun ? 'would be replayed' : 'replayed';
    print(
      json
        ? JSON.stringify({ events: replayed, to, dry_run: dryRun === true })
        : `${replayed} events ${verb}${to === null ? '' : ` to ${to}`}`,
    );
    return exitCodes.done;
  });
}

function boundsOf({ partition, fromPos, toPos, fromTime, toTime }: ReplayFlags): Bounds {
  const time = (text: string | undefined) => {
    const ms = text === undefined ? undefined : readMoment(text);
    if (text !== undefined && ms === undefined)
      throw new Failure(`'${text}' is no time: expected unix seconds or 2026-08-01T00:00:00Z`);
    return ms;
  };
  const [fromTimeMs, toTimeMs] = [time(fromTime), time(toTime)];
  return {
    ...(partition !== undefined && { partition }),
    ...(fromPos !== undefined && { fromPosition: fromPos }),
    ...(toPos !== undefined && { toPosition: toPos }),
    ...(fromTimeMs !== undefined && { fromTimeMs }),
    ...(toTimeMs !== undefined && { toTimeMs }),
  };
}

async function sourcesOf(
  { reader }: Installation,
  { stream }: ReplayFlags,
  bounds: Bounds,
): Promise<AsyncIterable<StoredEvent[]>[]> {
  if (stream === undefined)
    return (await rangesOf(reader, bounds)).map((range) => pagesOf(reader, range));
  if (Object.keys(bounds).length > 0)
    throw new Failure('--stream is a whole stream: no other part can be named beside it');
  return [pagesOfStream(reader, streamNamed(stream, (await reader.heads()).length))];
}

async function targetOf(
  { reader, openLog }: Installation,
  { toTopic, toFile }: ReplayFlags,
): Promise<ReplayTarget> {
  if (toFile !== undefined) return replayToFile(toFile);
  return replayToTopic(openLog(), toTopic ?? '', (await reader.heads()).length);
}

async function replayAll(
  { reader }: Installation,
  sources: readonly AsyncIterable<StoredEvent[]>[],
  target: ReplayTarget | undefined,
  perSecond = Number.MAX_SAFE_INTEGER,
): Promise<number> {
  const interrupted = untilInterrupted();
  const beforePage = pacedBy({ perSecond, signal: interrupted });
  let replayed = 0;
  try {
    for (const pages of sources) {
      const log = new LogSource({ reader });
      for await (const page of pages) {
        if (target !== undefined) {
          await beforePage(page.length);
          await target.add(recordsOf(page, await log.project(page)));
        }
        replayed += page.length;
        if (interrupted.aborted) throw new Failure(`stopped after ${replayed} events`);
      }
    }
  } finally {
    await target?.end();
  }
  return replayed;
}

type Folded = Omit<EventRecord, 'origin'>;

const recordsOf = (page: readonly StoredEvent[], folded: readonly Folded[]): EventRecord[] =>
  folded.map(({ partition, position, streamId, version, event, state }, index) => ({
    ...{ partition, position, streamId, version, event, state },
    origin: originOf(page[index]!),
  }));

const originOf = ({ meta }: StoredEvent): RequestOrigin =>
  (JSON.parse(meta) as { request?: RequestOrigin }).request ?? { id: null, idempotencyKey: null };
