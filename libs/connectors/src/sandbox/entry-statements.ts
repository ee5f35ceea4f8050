// The statements that write the book. Rows are always locked and inserted in the order of their ids,
// so that processes which carry the same intents wait for each other instead of deadlocking.
import type pg from 'pg';
import {
  isAuthorization,
  type AuthorizationEntry,
  type BookEntry,
  type StepEntry,
} from './book.js';
import { toColumns, toEntry, type EntryRow } from './entry-rows.js';

export type Queryable = Pick<pg.Pool, 'query'>;
type Statement = { readonly name: string; readonly text: string };

const insertSql = {
  name: 'sandbox_insert',
  text: `insert into entries (intent_id, kind, authorization_intent_id, merchant_id, livemode,
           instrument, amount, currency, final, outcome, settles_as, settles_at, decided_at, note)
         select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[],
           $6::text[], $7::bigint[], $8::text[], $9::boolean[], $10::jsonb[], $11::jsonb[],
           $12::timestamptz[], $13::timestamptz[], $14::text[])
         on conflict do nothing returning intent_id`,
};

const lockSql = {
  name: 'sandbox_lock',
  text: 'select * from entries where intent_id = any($1) order by intent_id for no key update',
};

// A second statement, so that it sees what was committed while the first waited for its locks.
const stepsSql = {
  name: 'sandbox_steps',
  text: 'select * from entries where authorization_intent_id = any($1)',
};

export async function select(
  on: Queryable,
  statement: Statement,
  values: unknown[],
): Promise<BookEntry[]> {
  return (await on.query<EntryRow>({ ...statement, values })).rows.map(toEntry);
}

/** Inserts what is new. @returns the entries that were inserted; the others stood there before. */
export async function insertEntries(
  on: Queryable,
  entries: readonly BookEntry[],
): Promise<BookEntry[]> {
  if (entries.length === 0) return [];
  const inOrder = [...entries].sort(byIntentId);
  const values = toColumns(inOrder);
  const { rows } = await on.query<{ intent_id: string }>({ ...insertSql, values });
  const inserted = new Set(rows.map((row) => row.intent_id));
  return entries.filter(({ intentId }) => inserted.delete(intentId));
}

const byIntentId = (a: BookEntry, b: BookEntry) =>
  Number(a.intentId > b.intentId) - Number(a.intentId < b.intentId);

type OpenRecord = { readonly authorization: AuthorizationEntry; readonly steps: StepEntry[] };

/** The authorizations with these ids and the steps on them, which nobody else can add to now. */
export async function lockRecords(
  on: Queryable,
  authorizationIds: readonly string[],
): Promise<Map<string, OpenRecord>> {
  const ids = [...new Set(authorizationIds)];
  const records = new Map<string, OpenRecord>();
  for (const authorization of await select(on, lockSql, [ids]))
    if (isAuthorization(authorization))
      records.set(authorization.intentId, { authorization, steps: [] });
  for (const step of await select(on, stepsSql, [ids]))
    if (!isAuthorization(step)) records.get(step.authorizationIntentId)?.steps.push(step);
  return records;
}

export async function withinTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    // A connection that cannot even roll back is thrown away: it may still hold locks.
    await client.query('rollback').catch((failure: Error) => (broken = failure));
    throw error;
  } finally {
    client.release(broken);
  }
}
