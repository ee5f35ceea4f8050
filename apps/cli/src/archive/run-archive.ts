// `ledgerway archive`: a copy of a partition's first events with the seals that stand for them, read
// back and checked like the log itself. The log keeps its rows: a rebuild and a check read them there.
import { resolve } from 'node:path';
import {
  breakInWords,
  readSealLine,
  sealHash,
  sealLine,
  sealSequence,
  storedSeals,
  verifyPartition,
  type LinkedEvent,
  type PostgresEventReader,
  type Seal,
} from '@ledgerway/event-store';
import { withInstallation } from '../installation/installation.js';
import { eventLine, readEventLine } from '../log-files/event-line.js';
import {
  DamagedFile,
  LineFiles,
  readLineFile,
  writeWhole,
  type LineFile,
} from '../log-files/line-files.js';
import { pagesOf } from '../replay/range.js';
import { exitCodes, type ExitCode } from '../terminal/exit-codes.js';
import { Failure } from '../terminal/failure.js';
import { print } from '../terminal/print.js';
import { findPublicKey } from '../verify-chain/anchors.js';

export type ArchiveFlags = {
  readonly partition: number;
  readonly upTo: bigint;
  readonly to: string;
  readonly json?: true;
};

type Archived = {
  readonly events: readonly LineFile[];
  readonly seals: readonly LineFile[];
  readonly last: Seal;
};

export const runArchive = ({ partition, upTo, to, json }: ArchiveFlags): Promise<ExitCode> =>
  withInstallation(async ({ reader }) => {
    const directory = resolve(to);
    const archived = await write(reader, { partition, upTo }, directory);
    const problem = await problemOf(directory, archived);
    if (problem !== undefined)
      throw new Failure(`the archive is NOT good: ${problem}`, exitCodes.no);
    const { last } = archived;
    const catalogue = {
      ...{ format: 'ledgerway-archive', version: 1, partition },
      ...{ from: '1', to: String(last.through), root: last.root.toString('hex') },
      seal: sealHash(last).toString('hex'),
      ...{ events: archived.events, seals: archived.seals },
    };
    const file = `${directory}/p${String(partition).padStart(3, '0')}-${last.through}.json`;
    await writeWhole(file, `${JSON.stringify(catalogue, null, 2)}\n`);
    print(
      json
        ? JSON.stringify({ ...catalogue, file })
        : `positions 1 to ${last.through} of partition ${partition} are in ${file}, read back and checked`,
    );
    return exitCodes.done;
  });

/** Ends where the last seal at or below the wanted position ends. */
async function write(
  reader: PostgresEventReader,
  { partition, upTo }: { readonly partition: number; readonly upTo: bigint },
  directory: string,
): Promise<Archived> {
  const name = `p${String(partition).padStart(3, '0')}-${upTo}`;
  const seals = new LineFiles(directory, `${name}-seals`);
  const events = new LineFiles(directory, `${name}-events`);
  let last: Seal | undefined;
  for await (const seal of storedSeals(reader, partition)) {
    if (seal.through > upTo) break;
    last = seal;
    await seals.add(sealLine(seal));
  }
  if (last === undefined)
    throw new Failure(`nothing up to position ${upTo} of partition ${partition} is sealed yet`);
  for await (const page of pagesOf(reader, { partition, after: 0n, upTo: last.through }))
    for (const event of page) await events.add(eventLine(event));
  return { events: await events.end(), seals: await seals.end(), last };
}

/** What is wrong with the files, by themselves and by the seals. */
async function problemOf(directory: string, archived: Archived): Promise<string | undefined> {
  const { events, seals, last } = archived;
  const { partition, through } = last;
  const publicKey = findPublicKey(undefined, undefined, process.env);
  try {
    const report = await verifyPartition({
      partition,
      head: through,
      headNow: async () => through,
      pages: () => linkedPages(directory, events, partition),
      seals: sealSequence({ anchors: none(), table: sealsIn(directory, seals), publicKey }),
    });
    if (report.break !== null) return breakInWords(report.break);
    if (report.sealedThrough === through && report.events === Number(through)) return undefined;
    return `it ends at position ${report.sealedThrough}`;
  } catch (error) {
    if (error instanceof DamagedFile) return error.message;
    throw error;
  }
}

async function* linkedPages(
  directory: string,
  files: readonly LineFile[],
  partition: number,
): AsyncGenerator<LinkedEvent[]> {
  const tips = new Map<string, { readonly position: bigint; readonly hash: Buffer }>();
  for (const file of files) {
    const events = (await readLineFile(directory, file)).map((line) =>
      readEventLine(line, partition),
    );
    yield events.map((event) => {
      const previous = tips.get(event.streamId) ?? null;
      tips.set(event.streamId, { position: event.position, hash: event.hash });
      return { ...event, previous };
    });
  }
}

async function* sealsIn(directory: string, files: readonly LineFile[]): AsyncGenerator<Seal> {
  for (const file of files)
    for (const line of await readLineFile(directory, file)) {
      const seal = readSealLine(line);
      if (seal === undefined) throw new DamagedFile(`${file.name} has a line that is no seal`);
      yield seal;
    }
}

async function* none(): AsyncGenerator<Seal> {}
