// Reads the event log's own tables: what the payments service has on disk, whatever it says.
import { readEvent } from '@ledgerway/contracts';
import type pg from 'pg';
import type { Difference, Fact } from './facts.js';
import { LogFacts } from './log-facts.js';

/** Log positions by partition. */
export type Positions = ReadonlyMap<number, bigint>;

export type LogTestimony = {
  readonly orders: readonly Fact[];
  readonly money: readonly Fact[];
  readonly intents: readonly Fact[];
  readonly credits: readonly Fact[];
  readonly released: readonly Fact[];
  readonly slowRefunds: ReadonlySet<string>;
  readonly owed: ReadonlyMap<string, bigint>;
  readonly differences: readonly Difference[];
};

type EventRow = {
  part: number;
  pos: string;
  stream_id: string;
  type: string;
  schema_version: number;
  data: Buffer;
};

const headsSql = 'select part, pos from payments.heads order by part';
const eventsSql = `
  select e.part, e.pos, e.stream_id, e.type, e.schema_version, e.data
  from unnest($1::smallint[], $2::bigint[]) as start (part, pos)
  join payments.events e on e.part = start.part and e.pos > start.pos
  order by e.part, e.pos`;
const parkedSql = 'select count(*)::integer as parked from payments.parked';

export async function readHeads(client: pg.Client): Promise<Positions> {
  const { rows } = await client.query<{ part: number; pos: string }>(headsSql);
  return new Map(rows.map(({ part, pos }) => [part, BigInt(pos)]));
}

/** Everything that was written after these positions. */
export async function readLog(client: pg.Client, after: Positions): Promise<LogTestimony> {
  await client.query('begin isolation level repeatable read read only');
  const heads = await readHeads(client);
  const starts = [[...heads.keys()], [...heads.keys()].map((part) => after.get(part) ?? 0n)];
  const { rows } = await client.query<EventRow>(eventsSql, starts);
  const { rows: parked } = await client.query<{ parked: number }>(parkedSql);
  await client.query('commit');
  const differences = positionDifferences(rows, after, heads);
  if (parked[0]?.parked !== 0)
    differences.push({
      witness: 'event log',
      kind: 'wrong',
      what: `${parked[0]?.parked} parked commands`,
    });
  const facts = new LogFacts();
  for (const { stream_id: streamId, type, schema_version: version, data } of rows)
    facts.add(streamId, readEvent(type, version, data));
  const { orders, money, intents, credits, released, slowRefunds, owed } = facts;
  return { orders, money, intents, credits, released, slowRefunds, owed, differences };
}

/** Positions count up by one in each partition, from the start to the head. */
function positionDifferences(
  rows: readonly EventRow[],
  after: Positions,
  heads: Positions,
): Difference[] {
  const differences: Difference[] = [];
  const wrong = (what: string) => differences.push({ witness: 'event log', kind: 'wrong', what });
  const last = new Map([...heads.keys()].map((part) => [part, after.get(part) ?? 0n]));
  for (const { part, pos } of rows) {
    const expected = (last.get(part) ?? 0n) + 1n;
    if (BigInt(pos) !== expected)
      wrong(`partition ${part} has position ${pos} instead of ${expected}`);
    last.set(part, BigInt(pos));
  }
  for (const [part, head] of heads)
    if (last.get(part) !== head)
      wrong(`partition ${part} ends at ${last.get(part)}, its head is ${head}`);
  return differences;
}
