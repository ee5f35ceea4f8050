// The queries of docs/invariants.md, exactly as an auditor copies them from there: they find nothing
// in an installation that works, and each finds what it is for in one that somebody damaged.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { eventually } from '@ledgerway/testing';
import { Deployment } from './deployment/deployment.js';

type Query = { readonly invariant: string; readonly number: number; readonly sql: string };

const document = readFileSync(join(import.meta.dirname, '../../../docs/invariants.md'), 'utf8');

const queries: Query[] = document.split(/^## /m).flatMap((section) =>
  [...section.matchAll(/```sql\n(.*?)```/gs)].map(([, sql], index) => ({
    invariant: section.slice(0, section.indexOf('\n')),
    number: index + 1,
    sql: sql!,
  })),
);

const unchecked = 'alter table charges drop constraint amounts_in_order;';
const oneEntry = `(partition, position) = (select partition, position from entries
  where event = 'ChargeCaptured' order by 1, 2 limit 1)`;
const authorized = `part, pos + 100000, stream_id, 100, type, schema_version, gen_random_uuid(), cmd_seq,
  occurred_at, recorded_at, data, meta, hash from payments.events where type = 'ChargeAuthorized' limit 1`;

/** For each query, in the order of the document, what it has to find. */
const damages: [invariant: string, number: number, sql: string][] = [
  ['I1', 1, `update entries set amounts[1] = amounts[1] + 1 where ${oneEntry}`],
  ['I2', 1, `update entries set amounts[1] = amounts[1] + 1 where ${oneEntry}`],
  ['I2', 2, `update balances set debit = debit + 1 where account like 'acquirer_receivable:%'`],
  ['I3', 1, `update charges set status = 'expired' where status = 'authorized'`],
  ['I4', 1, `${unchecked} update charges set captured = authorized + 1`],
  ['I5', 1, `update balances set debit = debit + 1, credit = credit + 1`],
  ['I5', 2, `update balance_sums set amount = amount + 1`],
  ['I5', 3, `update balance_transactions set amount = amount + 1 where type = 'charge'`],
  ['I6', 1, `delete from entries where ${oneEntry}`],
  ['I6', 1, `update entries set event = 'ChargeVoided' where ${oneEntry}`],
  [
    'I7',
    1,
    `update entries set created_ms = 1,
       accounts = array_replace(accounts, 'acquirer_receivable:sandbox', 'suspense:sandbox')
     where ${oneEntry}`,
  ],
  ['I8', 1, `delete from payments.events where type = 'ChargeAuthorized'`],
  ['I8', 1, `update payments.heads set pos = pos + 1`],
  ['I8', 2, `delete from payments.events where type = 'ChargeAuthorized'`],
  ['I8', 3, `update payments.events set data = set_byte(data, 2, get_byte(data, 2) # 1)`],
  ['I9', 1, `${unchecked} update charges set captured = captured + 1`],
  ['I10', 1, `delete from webhooks.event where seq = 2`],
  ['I10', 2, `delete from webhooks.delivery where sequence = 2`],
  [
    'I10',
    3,
    `delete from webhooks.event where event_id = (select event_id from webhooks.delivery limit 1)`,
  ],
  [
    'I11',
    1,
    `update entries set amounts = array(select a * 2 from unnest(amounts) a) where ${oneEntry}`,
  ],
  ['I12', 1, `insert into payments.events select ${authorized}`],
  ['I12', 2, `insert into payments.events select ${authorized}`],
  ['I13', 1, `update positions set position = position + 1000`],
];

describe('the queries of docs/invariants.md', () => {
  let deployment: Deployment;
  let owner: pg.Client;

  beforeAll(async () => {
    deployment = await Deployment.start('embedded');
    const left = readFileSync(join(deployment.directory, 'connections.json'), 'utf8');
    const { databaseUrl } = JSON.parse(left) as { databaseUrl: string };
    owner = new pg.Client({ connectionString: databaseUrl, options: '-c search_path=reporting' });
    await owner.connect();
    const stripe = deployment.sdk();
    // Nobody listens there: deliveries wait for their next attempt.
    const url = 'http://127.0.0.1:1025/hook';
    await stripe.webhookEndpoints.create({ url, enabled_events: ['*'] });
    for (let number = 1; number <= 3; number += 1) {
      const params = { amount: number * 1000, currency: 'hkd', source: 'tok_visa' };
      const { id } = await stripe.charges.create(params);
      await stripe.refunds.create({ charge: id, amount: 300 });
    }
    const held = { amount: 500, currency: 'hkd', source: 'tok_visa', capture: false };
    await stripe.charges.create(held);
    await stripe.charges.create({ amount: 900, currency: 'hkd', source: 'tok_createDispute' });
    await stripe.balance.retrieve(); // Waits until reporting has all of it.
  }, 180_000);
  afterAll(async () => {
    await owner?.end();
    await deployment?.destroy();
  }, 60_000);

  const finds = async ({ sql }: Query): Promise<unknown[]> => (await owner.query(sql)).rows;

  it.each(queries)(
    'find nothing in what works: $invariant, $number',
    async (query) => {
      await eventually(async () => expect(await finds(query)).toEqual([]), { deadlineMs: 30_000 });
    },
    60_000,
  );

  it.each(damages)('find what is wrong: %s, %i', async (invariant, number, damage) => {
    const query = queries.find((one) => one.invariant === invariant && one.number === number)!;
    await owner.query('begin');
    try {
      await owner.query('set local session_replication_role = replica'); // Without triggers.
      const changes = await owner.query(damage);
      const changed = [changes].flat().reduce((sum, { rowCount }) => sum + (rowCount ?? 0), 0);
      expect(changed).toBeGreaterThan(0);
      const found = (await finds(query)) as { place: string; detail: string }[];
      expect(found.length).toBeGreaterThan(0);
      for (const row of found) {
        expect(row.place).toEqual(expect.any(String));
        expect(row.detail).toEqual(expect.any(String));
      }
    } finally {
      await owner.query('rollback');
    }
  });

  it('are all damaged once', () => {
    const names = (of: readonly Pick<Query, 'invariant' | 'number'>[]) =>
      [...new Set(of.map(({ invariant, number }) => `${invariant} ${number}`))].sort();
    const damaged = damages.map(([invariant, number]) => ({ invariant, number }));
    expect(names(damaged)).toEqual(names(queries));
  });
});
