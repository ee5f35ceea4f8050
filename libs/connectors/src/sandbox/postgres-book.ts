// The book in PostgreSQL, shared by any number of processes. Writes are batched: authorizations are
// one statement per batch; steps are decided under a lock on their authorization, because two
// processes must not both see the same money as open.
import type pg from 'pg';
import {
  defaultEntriesLimit,
  isAuthorization,
  type BookCall,
  type BookEntry,
  type EntriesQuery,
  type SandboxBook,
  type Settlement,
  type StepCall,
  type StepEntry,
} from './book.js';
import { decideEntry } from './decide-entry.js';
import { instant, toColumns, toEntry, type EntryRow } from './entry-rows.js';
import { WriteQueue } from './write-queue.js';

type Queryable = Pick<pg.Pool, 'query'>;
type Write = { readonly call: BookCall; readonly nowMs: number };

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
    const entry = (await select(this.pool, findSql, [[intentId]]))[0];
    if (entry === undefined || isAuthorization(entry)) return entry;
    if (entry.settlement === null || entry.settlement.atMs > nowMs) return entry;
    const settled = await select(this.pool, settleSql, [intentId, instant(nowMs)]);
    // Nothing to settle: another process was faster, and what it wrote stands.
    return settled[0] ?? (await select(this.pool, findSql, [[intentId]]))[0];
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

  /** Resolves when every write has been answered. */
  idle(): Promise<void> {
    return this.writes.idle();
  }

  private async flush(writes: readonly Write[]): Promise<BookEntry[]> {
    const openings = writes.filter(({ call }) => isAuthorization(call));
    const steps = writes.filter(({ call }) => !isAuthorization(call));
    const standing = new Map<string, BookEntry>();
    if (openings.length > 0) await recordAuthorizations(this.pool, openings, standing);
    if (steps.length > 0)
      await transaction(this.pool, (client) => recordSteps(client, steps, standing));
    return writes.map(({ call }) => standing.get(call.intentId) as BookEntry);
  }
}

const recordAuthorizations = (
  pool: pg.Pool,
  writes: readonly Write[],
  standing: Map<string, BookEntry>,
) =>
  insertOnce(
    pool,
    writes.map(({ call, nowMs }) => decideEntry(call, undefined, nowMs)),
    standing,
  );

async function recordSteps(
  client: pg.PoolClient,
  writes: readonly Write[],
  standing: Map<string, BookEntry>,
): Promise<void> {
  const authorizationIds = sorted(writes.map(({ call }) => authorizationOf(call as StepCall)));
  const authorizations = byIntent(await select(client, lockSql, [authorizationIds]));
  // A second statement, so that it sees what was committed while the first waited for its locks.
  const steps = byIntent(await select(client, stepsSql, [authorizationIds]));
  const decided: BookEntry[] = [];
  for (const { call, nowMs } of writes) {
    if (steps.has(call.intentId)) continue; // Repeated: it was decided on an earlier book.
    const authorization = authorizations.get(authorizationOf(call as StepCall));
    const record = authorization &&
      isAuthorization(authorization) && {
        authorization,
        steps: [...steps.values()].filter(
          (step): step is StepEntry =>
            !isAuthorization(step) && step.authorizationIntentId === authorization.intentId,
        ),
      };
    const entry = decideEntry(call, record || undefined, nowMs);
    steps.set(entry.intentId, entry);
    decided.push(entry);
  }
  for (const entry of steps.values()) standing.set(entry.intentId, entry);
  await insertOnce(client, decided, standing);
}
