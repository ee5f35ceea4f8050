// `ledgerway verify` finds what was changed behind the services' backs, and says where.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { eventually } from '@ledgerway/testing';
import { Deployment } from './deployment/deployment.js';

describe('ledgerway verify', () => {
  let deployment: Deployment;
  /** The database's owner, who may do everything. */
  let owner: pg.Client;

  beforeAll(async () => {
    deployment = await Deployment.start('embedded');
    const left = readFileSync(join(deployment.directory, 'connections.json'), 'utf8');
    owner = new pg.Client({
      connectionString: (JSON.parse(left) as { databaseUrl: string }).databaseUrl,
    });
    await owner.connect();
    const stripe = deployment.sdk();
    for (let number = 1; number <= 3; number += 1) {
      const params = { amount: number * 1000, currency: 'usd', source: 'tok_visa', capture: false };
      const { id } = await stripe.charges.create(params);
      await stripe.charges.capture(id);
      await stripe.refunds.create({ charge: id, amount: 300 });
    }
    await stripe.balance.retrieve(); // Waits until reporting has all of it.
  }, 120_000);
  afterAll(async () => {
    await owner?.end();
    await deployment?.destroy();
  }, 60_000);

  const verify = () => deployment.ledgerway('verify');

  /** Changes something, looks, and puts it back. */
  async function tampered(change: string, undo: string): Promise<{ code: number; output: string }> {
    const triggers = async (state: 'enable' | 'disable') => {
      await owner.query(`alter table reporting.entries ${state} trigger all`);
    };
    await triggers('disable');
    await owner.query('drop table if exists kept');
    await owner.query(change);
    const result = await verify();
    await owner.query(undo);
    await triggers('enable');
    return result;
  }

  const someEvent = `select part, pos from payments.events where type = 'ChargeCaptured' limit 1`;

  it('finds nothing wrong with what the services wrote', async () => {
    await eventually(async () => expect(await verify()).toMatchObject({ code: 0 }), {
      deadlineMs: 30_000,
    });
  }, 60_000);

  it('finds one edited amount in the log, at its position', async () => {
    const { rows } = await owner.query<{ part: number; pos: string }>(someEvent);
    const at = `part = ${rows[0]?.part} and pos = ${rows[0]?.pos}`;
    const swap = (from: string, to: string) =>
      `update payments.events set data = convert_to(replace(convert_from(data, 'UTF8'), '${from}', '${to}'), 'UTF8') where ${at}`;
    const { code, output } = await tampered(swap('000"', '001"'), swap('001"', '000"'));
    expect(code).toBe(1);
    expect(output).toContain(`BROKEN`);
    expect(output).toContain(`partition ${rows[0]?.part}, position ${rows[0]?.pos}`);
  }, 60_000);

  it('finds one deleted event, by the gap it leaves', async () => {
    const { rows } = await owner.query<{ part: number; pos: string }>(someEvent);
    const at = `part = ${rows[0]?.part} and pos = ${rows[0]?.pos}`;
    const { code, output } = await tampered(
      `create temp table kept as select * from payments.events where ${at};
       delete from payments.events where ${at}`,
      `insert into payments.events select * from kept`,
    );
    expect(code).toBe(1);
    expect(output).toMatch(
      new RegExp(`I8 at partition ${rows[0]?.part}, position ${rows[0]?.pos}\\b`),
    );
  }, 60_000);

  it.each([
    [
      'a balance',
      'I5',
      `update reporting.balances set debit = debit + 1 where account like 'merchant_pending%'`,
      `update reporting.balances set debit = debit - 1 where account like 'merchant_pending%'`,
    ],
    [
      'an entry that still balances',
      'I9',
      `update reporting.entries set amounts = array(select a * 2 from unnest(amounts) a)`,
      `update reporting.entries set amounts = array(select a / 2 from unnest(amounts) a)`,
    ],
    [
      'a charge in the lists',
      'I9',
      `update reporting.charges set customer = 'cus_nobody'`,
      `update reporting.charges set customer = null`,
    ],
  ])(
    'finds %s that was changed in the read models (%s)',
    async (_what, invariant, change, undo) => {
      const { code, output } = await tampered(change, undo);
      expect(code).toBe(1);
      expect(output).toContain(invariant);
    },
    60_000,
  );

  it('says it as JSON too, and ends with 2 where there is no installation', async () => {
    const { code, output } = await deployment.ledgerway('verify', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ ok: true });
    const elsewhere = await Deployment.ledgerwayAt('/nowhere', 'verify');
    expect(elsewhere.code).toBe(2);
    expect(elsewhere.output).toContain('no installation found');
  }, 60_000);
});
