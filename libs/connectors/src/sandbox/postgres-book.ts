// The book in PostgreSQL, shared by any number of processes. Writes are batched: authorizations are
// one statement per batch; steps are decided under a lock on their authorization, because two
// processes must not both see the same money as open.
import type pg from 'pg';
import {
  defaultEntriesLimit,
  isAuthorization,
  type AuthorizationCall,
  type BookCall,
  type BookEntry,
  type EntriesQuery,
  type SandboxBook,
  type Settlement,
  type StepCall,
  type StepEntry,
} from './book.js';
import type { Notice } from '../port.js';
import { decideAuthorization, decideStep } from './decide-entry.js';
import {
  insertEntries,
  lockRecords,
  select,
  withinTransaction,
  type Queryable,
} from './entry-statements.js';
import { instant } from './entry-rows.js';
import { acknowledgeNotices, returnRefund, unheardNotices } from './notice-statements.js';
import { WriteQueue } from './write-queue.js';

type Write<Call extends BookCall = BookCall> = { readonly call: Call; readonly nowMs: number };

const findSql = { name: 'sandbox_find', text: 'select * from entries where intent_id = any($1)' };

const settleSql = {
  name: 'sandbox_settle',
  text: `update entries set outcome = settles_as, settles_as = null, settles_at = null
         where intent_id = $1 and settles_at <= $2 returning *`,
};

const rescheduleSql = {
  name: 'sandbox_reschedule',
  text: `update entries set settles_as = $2, settles_at = $3
         where intent_id = $1 and settles_as is not null`,
};

const entriesSql = {
  name: 'sandbox_entries',
  text: `select * from entries
         where ($1::text[] is null or kind = any($1))
           and ($2::text is null or merchant_id = $2)
           and ($3::boolean is null or livemode = $3)
           and ($4::text is null or authorization_intent_id = $4)
           and ($5::text is null or intent_id > $5)
         order by intent_id limit $6`,
};

const cancelSql = {
  name: 'sandbox_cancel_refund',
  text: `update entries set outcome = '{"kind": "failed", "failure": "canceled"}',
           settles_as = null, settles_at = null
         where intent_id = $1 and settles_as is not null`,
};

export class PostgresBook implements SandboxBook {
  private readonly writes = new WriteQueue<Write, BookEntry>({
    flush: (writes) => this.flush(writes),
    maxBatch: 500,
    maxQueued: 20_000,
  });

  /** @param pool speaks as the sandbox's role, in its schema; the caller closes it. */
  constructor(private readonly pool: pg.Pool) {}

  record(call: BookCall, nowMs: number): Promise<BookEntry> {
    return this.writes.submit({ call, nowMs });
  }

  async find(intentId: string, nowMs: number): Promise<BookEntry | undefined> {
    const [entry] = await select(this.pool, findSql, [[intentId]]);
    if (entry === undefined || isAuthorization(entry)) return entry;
    if (entry.settlement === null || entry.settlement.atMs > nowMs) return entry;
    const [settled] = await select(this.pool, settleSql, [intentId, instant(nowMs)]);
    // Nothing left to settle: another process was faster, and what it wrote stands.
    return settled ?? (await select(this.pool, findSql, [[intentId]]))[0];
  }

  async reschedule(intentId: string, { outcome, atMs }: Settlement): Promise<boolean> {
    const values = [intentId, JSON.stringify(outcome), instant(atMs)];
    return (await this.pool.query({ ...rescheduleSql, values })).rowCount === 1;
  }

  entries(query: EntriesQuery = {}): Promise<BookEntry[]> {
    return select(this.pool, entriesSql, [
      query.kinds ?? null,
      query.merchantId ?? null,
      query.livemode ?? null,
      query.authorizationIntentId ?? null,
      query.afterIntentId ?? null,
      query.limit ?? defaultEntriesLimit,
    ]);
  }

  returnRefund(intentId: string, failure: string): Promise<boolean> {
    return returnRefund(this.pool, intentId, failure);
  }

  notices(limit: number, nowMs: number): Promise<Notice[]> {
    return unheardNotices(this.pool, limit, nowMs);
  }

  acknowledge(noticeIds: readonly string[]): Promise<void> {
    return acknowledgeNotices(this.pool, noticeIds);
  }

  /** Resolves when every write has been answered. */
  idle(): Promise<void> {
    return this.writes.idle();
  }

  private async flush(writes: readonly Write[]): Promise<BookEntry[]> {
    const authorizations = writes.filter((write): write is Write<AuthorizationCall> =>
      isAuthorization(write.call),
    );
    const steps = writes.filter((write): write is Write<StepCall> => !isAuthorization(write.call));
    const inserted = [
      ...(await recordAuthorizations(this.pool, authorizations)),
      ...(await recordSteps(this.pool, steps)),
    ];
    return this.standing(writes, new Map(inserted.map((entry) => [entry.intentId, entry])));
  }

  /** What the book says about each write: what was inserted now, or else what stood there before. */
  private async standing(
    writes: readonly Write[],
    standing: Map<string, BookEntry>,
  ): Promise<BookEntry[]> {
    const ids = writes.map(({ call }) => call.intentId);
    const earlier = ids.filter((id) => !standing.has(id));
    if (earlier.length > 0)
      for (const entry of await select(this.pool, findSql, [[...new Set(earlier)]]))
        standing.set(entry.intentId, entry);
    return ids.map((id) => standing.get(id) as BookEntry);
  }
}

const recordAuthorizations = (pool: pg.Pool, writes: readonly Write<AuthorizationCall>[]) =>
  insertEntries(
    pool,
    writes.map(({ call, nowMs }) => decideAuthorization(call, nowMs)),
  );

const recordSteps = async (pool: pg.Pool, writes: readonly Write<StepCall>[]) =>
  writes.length === 0
    ? []
    : withinTransaction(pool, async (client) => {
        const entries = await insertEntries(client, await decided(client, writes));
        for (const { kind, note, outcome } of entries as StepEntry[])
          if (kind === 'cancel_refund' && outcome.kind === 'done')
            await client.query({ ...cancelSql, values: [note] });
        return entries;
      });

async function decided(client: Queryable, writes: readonly Write<StepCall>[]) {
  const authorizationIds = writes.map(({ call }) => call.authorizationIntentId);
  const records = await lockRecords(client, authorizationIds);
  const entries: StepEntry[] = [];
  for (const { call, nowMs } of writes) {
    const record = records.get(call.authorizationIntentId);
    // A repetition must not be decided anew: its own first entry has changed what is open.
    if (record?.steps.some((step) => step.intentId === call.intentId)) continue;
    const entry = decideStep(call, record, nowMs);
    record?.steps.push(entry);
    entries.push(entry);
  }
  return entries;
}
