import { ManualClock, testDatabase, type TestDatabase } from '@ledgerway/testing';
import fc from 'fast-check';
import type pg from 'pg';
import { connectorConformance } from '../conformance.js';
import type { AuthorizationCall, BookCall, StepCall } from './book.js';
import { InMemoryBook } from './in-memory-book.js';
import { installTestBook } from './install-test-book.js';
import { openSandbox, sandboxPool, type Sandbox } from './open-sandbox.js';
import { PostgresFaults, faultsVisibleWithinMs } from './postgres-faults.js';
import { sandboxUnderTest } from './sandbox-under-test.js';

async function freshDatabase(): Promise<TestDatabase> {
  const database = await testDatabase('acquirer sandbox');
  await installTestBook(database.url);
  return database;
}

connectorConformance('the sandbox on a book in PostgreSQL', async () => {
  const database = await freshDatabase();
  const clock = new ManualClock();
  const sandbox = openSandbox({ databaseUrl: database.url, clock });
  return sandboxUnderTest(sandbox, async () => {
    await sandbox.close();
    await database.drop();
  });
});

const merchant = { merchantId: 'acct_1', livemode: false, currency: 'hkd' };
const at = Date.parse('2026-01-05T10:00:00Z');
const sale = (intentId: string, change: Partial<AuthorizationCall> = {}): AuthorizationCall => ({
  ...merchant,
  kind: 'sale',
  intentId,
  instrument: 'tok_visa',
  presence: { authenticated: false, offSession: false },
  amount: 1000n,
  ...change,
});
const refund = (authorizationIntentId: string, intentId: string, amount: bigint): StepCall => ({
  ...merchant,
  kind: 'refund',
  intentId,
  authorizationIntentId,
  amount,
  final: false,
  note: null,
});

let runs = 0;
const instruments = ['tok_visa', 'tok_chargeDeclined', 'tok_pendingRefund', 'tok_refundFail'];
const amounts = fc.constantFrom(0n, 1n, 400n, 600n, 1000n, 1001n);
const authorizationIds = fc.constantFrom('ch_1', 'ch_2');
// The ids of authorizations and steps overlap, so that an id is also reused for another kind.
const callSequences: fc.Arbitrary<BookCall[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constantFrom('authorization' as const, 'sale' as const),
      intentId: authorizationIds,
      instrument: fc.constantFrom(...instruments),
      presence: fc.constant({ authenticated: false, offSession: false }),
      amount: amounts,
      merchantId: fc.constant('acct_1'),
      livemode: fc.boolean(),
      currency: fc.constant('hkd'),
    }),
    fc.record({
      kind: fc.constantFrom('capture' as const, 'void' as const, 'refund' as const),
      intentId: fc.constantFrom('ch_2', 'st_1', 'st_2', 'st_3', 'st_4', 'st_5'),
      authorizationIntentId: authorizationIds,
      amount: amounts,
      merchantId: fc.constant('acct_1'),
      livemode: fc.boolean(),
      currency: fc.constantFrom('hkd', 'usd'),
      final: fc.boolean(),
      note: fc.constant(null),
    }),
  ),
  { minLength: 3, maxLength: 15 },
);
const withPrefix = (call: BookCall, prefix: string): BookCall => ({
  ...call,
  intentId: prefix + call.intentId,
  ...('authorizationIntentId' in call && {
    authorizationIntentId: prefix + call.authorizationIntentId,
  }),
});

describe('the sandbox in PostgreSQL, with two processes', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let here: Sandbox;
  let there: Sandbox;
  const clock = new ManualClock(at);
  const failures: unknown[] = [];
  beforeAll(async () => {
    database = await freshDatabase();
    const open = () =>
      openSandbox({
        databaseUrl: database.url,
        clock,
        onFailure: (error) => failures.push(error),
      });
    [here, there] = [open(), open()];
    pool = sandboxPool({ databaseUrl: database.url });
  });
  afterAll(async () => {
    await Promise.all([here?.close(), there?.close(), pool?.end()]);
    await database?.drop();
  });

  it('refunds 1000 once, although both are asked for 10 times 300 at once', async () => {
    await here.book.record(sale('ch_both'), at);
    const entries = await Promise.all(
      Array.from({ length: 10 }, (_, nth) =>
        [here, there].map(({ book }, side) =>
          book.record(refund('ch_both', `re_both_${nth}_${side}`, 300n), at),
        ),
      ).flat(),
    );
    expect(entries.filter(({ outcome }) => outcome.kind === 'done')).toHaveLength(3);
  });

  it('gives both the same answer for the same intents, in whatever order they come', async () => {
    const ids = Array.from({ length: 200 }, (_, nth) => `ch_same_${nth}`);
    const record = ({ book }: Sandbox, of: string[]) =>
      Promise.all(of.map((id) => book.record(sale(id), at)));
    const [ours, theirs] = await Promise.all([
      record(here, ids),
      record(there, [...ids].reverse()),
    ]);
    expect(ours).toEqual([...theirs].reverse());
  });

  it('settles a pending refund once, for both', async () => {
    await here.book.record(sale('ch_late', { instrument: 'tok_refundFail' }), at);
    const pending = await here.book.record(refund('ch_late', 're_late', 1000n), at);
    expect(await there.book.find('re_late', at + 999)).toEqual(pending);
    const [one, other] = await Promise.all(
      [here, there].map(({ book }) => book.find('re_late', at + 1_000)),
    );
    expect(one).toMatchObject({ outcome: { kind: 'failed' }, settlement: null });
    expect(other).toEqual(one);
  });

  it('keeps the same entries as the book in memory', () =>
    fc.assert(
      fc.asyncProperty(callSequences, async (calls) => {
        const memory = new InMemoryBook();
        const prefix = `run${++runs}_`; // Ids are the database's for ever; each run takes new ones.
        for (const call of calls.map((one) => withPrefix(one, prefix))) {
          const inDatabase = await here.book.record(call, at);
          expect(inDatabase).toEqual(await memory.record(call, at));
          const later = at + 1_500; // Settles failing refunds, and not yet the others.
          expect(await here.book.find(call.intentId, later)).toEqual(
            await memory.find(call.intentId, later),
          );
        }
      }),
      { numRuns: 20 },
    ));

  it('lists the book in pages, by kind, merchant and authorization', async () => {
    const other = { merchantId: 'acct_paged' };
    for (const id of ['ch_c', 'ch_a', 'ch_B']) await here.book.record(sale(id, other), at);
    const first = await here.book.entries({ ...other, limit: 2 });
    const rest = await here.book.entries({ ...other, afterIntentId: 'ch_a' });
    expect([...first, ...rest].map(({ intentId }) => intentId)).toEqual(['ch_B', 'ch_a', 'ch_c']);
    expect(await here.book.entries({ ...other, livemode: true })).toEqual([]);
    expect(await here.book.entries({ ...other, kinds: ['refund'] })).toEqual([]);
    const refunds = await here.book.entries({ authorizationIntentId: 'ch_late' });
    expect(refunds.map(({ intentId }) => intentId)).toEqual(['re_late']);
  });

  it('shows a fault to the process that programmed it at once, to the others a second later', async () => {
    let elapsedMs = 0;
    const ours = new PostgresFaults(pool, () => elapsedMs);
    const theirs = new PostgresFaults(pool, () => elapsedMs);
    const scope = { merchantId: 'acct_faulty', livemode: false };
    const none = { fail: 'none', latencyMs: 0 };
    const faulty = { fail: 'timeout' as const, latencyMs: 5 };
    expect([await ours.next(scope), await theirs.next(scope)]).toEqual([none, none]);
    await ours.program(scope, { ...faulty, count: 2 });
    expect([await ours.next(scope), await theirs.next(scope)]).toEqual([faulty, none]);
    elapsedMs += faultsVisibleWithinMs;
    expect([await theirs.next(scope), await theirs.next(scope)]).toEqual([faulty, none]);
    expect(await ours.next(scope)).toEqual(none);
  });

  it('acts as its own role, which cannot delete an entry, and waits for the disk', async () => {
    const seen: unknown[] = [];
    for (const setting of ['role', 'synchronous_commit'])
      seen.push((await pool.query(`select current_setting($1) as is`, [setting])).rows[0].is);
    expect(seen).toEqual(['ledgerway_acquirer_sandbox', 'on']);
    await expect(pool.query('delete from entries')).rejects.toThrow('permission denied');
  });

  it('is unknown, and says so, when the book cannot be reached', async () => {
    const lost = openSandbox({
      databaseUrl: 'postgres://127.0.0.1:1/nothing',
      clock,
      onFailure: (error) => failures.push(error),
    });
    expect(await lost.connector.lookup('ch_1', 10_000)).toEqual({ kind: 'unknown' });
    expect(failures).toMatchObject([{ code: 'ECONNREFUSED' }]);
    await lost.close();
  });
});
