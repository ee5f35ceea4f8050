// `ledgerway state` and `ledgerway diff`: what stood in a stream, and what changed in it.
import { stateToJson, toJson } from '@ledgerway/contracts';
import type { StreamState } from '@ledgerway/domain';
import { withInstallation } from '../installation/installation.js';
import { inWords } from '../story/words.js';
import { streamNamed } from '../streams/name.js';
import { lastStep, stepsOf, type Step } from '../streams/steps.js';
import { exitCodes, type ExitCode } from '../terminal/exit-codes.js';
import { Failure } from '../terminal/failure.js';
import { print, printJson } from '../terminal/print.js';
import { tableOf } from '../terminal/table.js';
import { differences } from './difference.js';

type JsonFlag = { readonly json?: true };
export type StateFlags = JsonFlag & { readonly stream: string; readonly version?: number };
export type DiffFlags = JsonFlag & { readonly from?: number; readonly to?: number };

export const runState = ({ stream, version, json }: StateFlags): Promise<ExitCode> =>
  withInstallation(async ({ database, reader }) => {
    const named = streamNamed(stream, (await reader.heads()).length);
    const step = await lastStep(database, named, version);
    printJson({ ...placeOf(step), state: asDocument(step.state) }, json);
    return exitCodes.done;
  });

const placeOf = ({ partition, position, streamId, version, event, recordedAt }: Step) => ({
  ...{ stream: streamId, partition, position: String(position), version, event: event.type },
  at: new Date(event.at).toISOString(),
  recorded_at: new Date(recordedAt).toISOString(),
});

/** Only what stands in the stream; amounts are text. */
const asDocument = (state: StreamState): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(JSON.parse(toJson(stateToJson(state))) as object).filter(
      ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
    ),
  );

export const runDiff = (
  stream: string,
  { from = 0, to = Infinity, json }: DiffFlags,
): Promise<ExitCode> =>
  withInstallation(async ({ database, reader }) => {
    if (from >= to) throw new Failure('--to has to be later than --from');
    const named = streamNamed(stream, (await reader.heads()).length);
    let before: Readonly<Record<string, unknown>> = {};
    const between: Step[] = [];
    for await (const step of stepsOf(database, named)) {
      if (step.version <= from) before = asDocument(step.state);
      else if (between.push(step) > maxShown) between.shift();
      if (step.version >= to) break;
    }
    const last = between.at(-1);
    if (last === undefined) throw new Failure(`there are no versions after ${from}`);
    if (to !== Infinity && last.version < to)
      throw new Failure(`the stream has ${last.version} versions only`);
    const changes = differences(before, asDocument(last.state));
    if (json) printJson({ from, to: last.version, events: between.map(eventOf), changes }, true);
    else print(diffInWords(between, changes));
    return exitCodes.done;
  });

/** Events that are named; the difference is whole in any case. */
const maxShown = 200;

const eventOf = ({ version, event, state }: Step) => ({
  version,
  type: event.type,
  at: new Date(event.at).toISOString(),
  what: inWords(event, state),
});

function diffInWords(
  steps: readonly Step[],
  changes: readonly { path: string; from: unknown; to: unknown }[],
): string {
  const events = steps
    .map(eventOf)
    .map(({ version, type, at, what }) => [`[${version}]`, at, type, what]);
  const rows = changes.map(({ path, from, to }) => [path, shown(from), '->', shown(to)]);
  return [
    ...tableOf(events),
    '',
    ...(rows.length === 0 ? ['nothing changed'] : tableOf(rows)),
  ].join('\n');
}

const shown = (value: unknown): string => (value === null ? '-' : JSON.stringify(value));
