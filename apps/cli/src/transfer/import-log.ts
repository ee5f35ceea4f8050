// Puts one partition of the log back: all of it, or nothing. Every event is checked before it is
// written, against its own hash and the event before it in its stream.
import { createHash } from 'node:crypto';
import {
  eventHash,
  genesisHash,
  readSealLine,
  type Seal,
  type StoredEvent,
} from '@ledgerway/event-store';
import type { Database, Transaction } from '@ledgerway/platform';
import { readEventLine } from '../log-files/event-line.js';
import { DamagedFile, readLineFile, type LineFile } from '../log-files/line-files.js';
import { Failure } from '../terminal/failure.js';
import type { ExportedPartition } from './manifest.js';

const lockHeadSql = `select pos from heads where part = $1 for update`;

// The next owner is another one than any before, here or there; commands are those of this
// installation's own message log.
const moveHeadSql = `
update heads set pos = $2, epoch = greatest(epoch, $3::bigint) + 1, owner = null where part = $1`;

const lastHashSql = `select hash from events where part = $1 and pos = $2`;

const insertEventsSql = `
insert into events (part, pos, stream_id, version, type, schema_version, command_id, cmd_seq,
                    occurred_at, recorded_at, data, meta, hash)
select $1, e.pos, e.stream_id, e.version, e.type, e.schema_version, e.command_id, e.cmd_seq,
       to_timestamp(e.occurred_at_ms / 1000::float8), to_timestamp(e.recorded_at_ms / 1000::float8),
       e.data, e.meta, e.hash
from unnest($2::bigint[], $3::uuid[], $4::integer[], $5::text[], $6::smallint[], $7::uuid[],
            $8::smallint[], $9::bigint[], $10::bigint[], $11::bytea[], $12::text[], $13::bytea[])
  as e (pos, stream_id, version, type, schema_version, command_id, cmd_seq, occurred_at_ms,
        recorded_at_ms, data, meta, hash)`;

const hashesBeforeSql = `
select e.stream_id, e.hash
from unnest($2::uuid[], $3::integer[]) as s (stream_id, version)
join events e on e.part = $1 and e.stream_id = s.stream_id and e.version = s.version`;

const insertSealSql = `
insert into seals (part, after_pos, through_pos, root, previous, sealed_at_ms, signature, marks)
values ($1, $2, $3, $4, $5, $6, $7, $8)`;

export type Imported = 'imported' | 'there already';

/**
 * @throws DamagedFile at the first event that cannot be of this log
 * @throws Failure if the partition holds another history
 */
export function importPartition(
  database: Database,
  exported: ExportedPartition,
  directory: string,
): Promise<Imported> {
  const { partition, position, epoch } = exported;
  return database.transaction(async (transaction) => {
    const { rows } = await transaction.query<{ pos: string }>(lockHeadSql, [partition]);
    const head = rows[0]?.pos;
    if (head !== '0') {
      if (head === position && (await holdsTheSame(transaction, exported, directory)))
        return 'there already';
      throw new Failure(`partition ${partition} is not empty: nothing can be imported into it`);
    }
    const digest = createHash('sha256');
    let last = 0n;
    for (const file of exported.events) {
      const events = await eventsIn(directory, file, partition);
      for (let from = 0; from < events.length; from += rowsPerInsert) {
        const page = events.slice(from, from + rowsPerInsert);
        await checkPage(transaction, page, { after: last, file: file.name });
        await insertEvents(transaction, page);
        for (const { hash } of page) digest.update(hash);
        last = page.at(-1)!.position;
      }
    }
    if (String(last) !== position || digest.digest('hex') !== exported.digest)
      throw new DamagedFile(
        `partition ${partition} is not what the manifest says: events are missing`,
      );
    for (const file of exported.seals)
      for (const line of await readLineFile(directory, file))
        await insertSeal(transaction, sealIn(line, file));
    await transaction.query(moveHeadSql, [partition, position, epoch]);
    return 'imported';
  });
}

const rowsPerInsert = 1_000;

async function eventsIn(
  directory: string,
  file: LineFile,
  partition: number,
): Promise<StoredEvent[]> {
  const lines = await readLineFile(directory, file);
  return lines.map((line, index) => {
    try {
      return readEventLine(line, partition);
    } catch (cause) {
      throw new DamagedFile(`${file.name}, line ${index + 1}: ${(cause as Error).message}`, {
        cause,
      });
    }
  });
}

/** The hash of its last event stands for every stream that it ends; the position for their number. */
async function holdsTheSame(
  transaction: Transaction,
  { partition, position, events }: ExportedPartition,
  directory: string,
): Promise<boolean> {
  const file = events.at(-1);
  if (file === undefined) return true;
  const last = (await eventsIn(directory, file, partition)).at(-1);
  const { rows } = await transaction.query<{ hash: Buffer }>(lastHashSql, [partition, position]);
  return last !== undefined && rows[0]?.hash.equals(last.hash) === true;
}

async function checkPage(
  transaction: Transaction,
  page: readonly StoredEvent[],
  at: { readonly after: bigint; readonly file: string },
): Promise<void> {
  const hashes = await hashesBefore(transaction, page);
  let expected = at.after;
  for (const event of page) {
    expected += 1n;
    const place = `${at.file}: partition ${event.partition}, position ${expected}`;
    if (event.position !== expected) throw new DamagedFile(`${place} is missing`);
    const previous = event.version === 1 ? genesisHash : hashes.get(event.streamId);
    if (previous === undefined)
      throw new DamagedFile(`${place}: the event before it in its stream is missing`);
    if (!eventHash(previous, event).equals(event.hash))
      throw new DamagedFile(`${place}: its hash does not fit`);
    hashes.set(event.streamId, event.hash);
  }
}

/** Of the streams that go on in this page, what was written of them before. */
async function hashesBefore(
  transaction: Transaction,
  page: readonly StoredEvent[],
): Promise<Map<string, Buffer>> {
  const first = new Map<string, StoredEvent>();
  for (const event of page) if (!first.has(event.streamId)) first.set(event.streamId, event);
  const continued = [...first.values()].filter(({ version }) => version > 1);
  const { rows } = await transaction.query<{ stream_id: string; hash: Buffer }>(hashesBeforeSql, [
    page[0]?.partition,
    continued.map(({ streamId }) => streamId),
    continued.map(({ version }) => version - 1),
  ]);
  return new Map(rows.map(({ stream_id, hash }) => [stream_id, hash]));
}

async function insertEvents(transaction: Transaction, page: readonly StoredEvent[]): Promise<void> {
  const column = <T>(of: (event: StoredEvent) => T) => page.map(of);
  await transaction.query(insertEventsSql, [
    page[0]?.partition,
    column(({ position }) => position),
    column(({ streamId }) => streamId),
    column(({ version }) => version),
    column(({ type }) => type),
    column(({ schemaVersion }) => schemaVersion),
    column(({ commandId }) => commandId),
    column(({ commandSeq }) => commandSeq),
    column(({ occurredAt }) => occurredAt),
    column(({ recordedAt }) => recordedAt),
    column(({ data }) => data),
    column(({ meta }) => meta),
    column(({ hash }) => hash),
  ]);
}

function sealIn(line: string, { name }: LineFile): Seal {
  const seal = readSealLine(line);
  if (seal === undefined) throw new DamagedFile(`${name} has a line that is no seal`);
  return seal;
}

async function insertSeal(transaction: Transaction, seal: Seal): Promise<void> {
  const { partition, after, through, root, previous, sealedAt, signature, marks } = seal;
  const values = [partition, after, through, root, previous, sealedAt, signature, marks];
  await transaction.query(insertSealSql, values);
}
