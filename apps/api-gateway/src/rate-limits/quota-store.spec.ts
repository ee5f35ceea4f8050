// Against a real PostgreSQL: what several gateways do to one row at once is its business.
import { createDatabase, migrate, type Database } from '@ledgerway/platform';
import { ManualClock, testDatabase, type TestDatabase } from '@ledgerway/testing';
import { gatewayDatabase, role, schema } from '../migrations/index.js';
import { AccountLimits } from './account-limits.js';
import { QuotaStore } from './quota-store.js';
import { RateLimiter } from './rate-limiter.js';

const limits = { reads: 100, writes: 100, concurrency: 100 };
const accounts = ['acct_1', 'acct_2', 'acct_3'];
const asked = {
  reads: { returned: 0, owed: 0, held: 0, wanted: 60 },
  writes: { returned: 0, owed: 0, held: 0, wanted: 0 },
  slots: { used: 0, wanted: 10 },
};
const clock = new ManualClock();
const taker = (gateway = 'one') => ({ gateway, nowMs: clock.now() });
const test = (merchantId: string) => ({ merchantId, livemode: false });

let server: TestDatabase;
let database: Database;
let store: QuotaStore;
beforeAll(async () => {
  server = await testDatabase('quota');
  await migrate({ url: server.url, ...gatewayDatabase });
  database = createDatabase({ url: server.url, schema, role, applicationName: 'spec' });
  store = new QuotaStore(database, limits);
  await database.query(
    `insert into accounts (id, country, default_currency, created_at)
     select id, 'HK', 'hkd', 0 from unnest($1::text[]) id`,
    [accounts],
  );
});
afterAll(async () => {
  await database?.close();
  await server?.drop();
});
beforeEach(() => clock.advance(60_000));

const granted = async (gateway: string, ids: readonly string[]) =>
  (
    await store.take(
      ids.map((id) => ({ tenant: test(id), asked })),
      taker(gateway),
    )
  ).map(({ reads }) => reads.granted);

describe('the shared quotas', () => {
  it('give several accounts what they ask for, as long as there is something', async () => {
    expect(await granted('one', ['acct_2', 'acct_1'])).toEqual([60, 60]);
    expect(await granted('two', ['acct_1', 'acct_3'])).toEqual([40, 60]);
    expect(await granted('one', ['acct_1'])).toEqual([0]);
    clock.advance(100);
    expect(await granted('one', ['acct_1'])).toEqual([10]);
  });

  it('are right when gateways come at once, in any order of accounts', async () => {
    const rounds = Array.from({ length: 20 }, (_, i) =>
      granted(`gateway-${i}`, i % 2 === 0 ? accounts : accounts.toReversed()),
    );
    const all = (await Promise.all(rounds)).flat();
    expect(all.reduce((sum, one) => sum + one)).toBe(3 * 100);
  });

  it('count the slots of the gateways that are alive', async () => {
    const wanted = { ...asked, slots: { used: 0, wanted: 70 } };
    const slots = async (gateway: string) =>
      (await store.take([{ tenant: test('acct_1'), asked: wanted }], taker(gateway)))[0]!.slots;
    expect(await slots('one')).toEqual({ granted: 70, left: 30 });
    expect(await slots('two')).toEqual({ granted: 30, left: 0 });
    clock.advance(10_000);
    expect(await slots('two')).toEqual({ granted: 70, left: 30 });
  });

  it('go by the limits of the account, once it has its own', async () => {
    const own = new AccountLimits(database, limits);
    expect(await own.change('acct_1', { reads: 20 })).toEqual({ ...limits, reads: 20 });
    expect(await granted('one', ['acct_1', 'acct_2'])).toEqual([20, 60]);
    expect(await own.change('acct_1', { concurrency: 5 })).toMatchObject({ reads: 20 });
    expect(await own.change('acct_1', { reads: null, concurrency: null })).toEqual(limits);
    clock.advance(60_000);
    expect(await granted('one', ['acct_1'])).toEqual([60]);
    expect(await own.change('acct_0', { reads: 20 })).toBeUndefined();
  });

  it('write nothing that would have to reach a disk', async () => {
    const { rows } = await database.query(
      `select relpersistence from pg_class where relname = 'rate_quotas'`,
    );
    expect(rows).toEqual([{ relpersistence: 'u' }]);
  });
});

describe('two gateways on one database', () => {
  it('admit a burst once', async () => {
    const gateways = ['one', 'two'].map(
      (gateway) =>
        new RateLimiter({ store, limits, clock, gateway, log: { warn: () => undefined } }),
    );
    const decisions = await Promise.all(
      Array.from({ length: 400 }, (_, i) => gateways[i % 2]!.enter(test('acct_3'), 'writes')),
    );
    const admitted = decisions.filter((decision) => !('reason' in decision));
    expect(admitted.length).toBeGreaterThanOrEqual(90);
    expect(admitted.length).toBeLessThanOrEqual(110);
  });
});
