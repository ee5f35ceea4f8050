// An installation as an engineer looks back on it, and as it moves to another machine.
import {
  copyFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { parseId, partitionOf } from '@ledgerway/contracts';
import { PostgresEventReader } from '@ledgerway/event-store';
import { eventually, HttpSink } from '@ledgerway/testing';
import type Stripe from 'stripe';
import { Deployment } from './deployment/deployment.js';

const partitions = 4;
const env = { LEDGERWAY_PARTITIONS: String(partitions), LEDGERWAY_WEBHOOK_ALLOW: '127.0.0.0/8' };
const hkd = { currency: 'hkd', source: 'tok_visa' } as const;

function databaseUrlOf({ directory }: Deployment): string {
  const left = readFileSync(join(directory, 'connections.json'), 'utf8');
  return (JSON.parse(left) as { databaseUrl: string }).databaseUrl;
}

/** What each partition comes to: its position and the hash of its last event. */
async function logOf(deployment: Deployment): Promise<string[]> {
  const reader = new PostgresEventReader({ url: databaseUrlOf(deployment) });
  try {
    const heads = await reader.heads();
    return await Promise.all(
      heads.map(async ({ partition, position }) => {
        const [last] = await reader.readPartition(partition, position - 1n, 1);
        return `${partition} ${position} ${last?.hash.toString('hex')} ${last?.recordedAt}`;
      }),
    );
  } finally {
    await reader.close();
  }
}

describe('an installation', () => {
  let old: Deployment;
  let sink: HttpSink;
  let exported: string;
  let sale: Stripe.Charge;
  let held: Stripe.Charge;
  let betweenMs: number;
  const account = () => `merchant_pending:${old.credentials.account}`;

  beforeAll(async () => {
    exported = mkdtempSync(join(tmpdir(), 'ledgerway export '));
    sink = await HttpSink.start();
    old = await Deployment.start('embedded', env);
    const stripe = old.sdk();
    await stripe.webhookEndpoints.create({ url: sink.url('/hook'), enabled_events: ['*'] });
    sale = await stripe.charges.create({ ...hkd, amount: 2_000 }, { idempotencyKey: 'sale-1' });
    await new Promise((resume) => setTimeout(resume, 5)); // A moment of its own, to look back to.
    betweenMs = Date.now();
    await new Promise((resume) => setTimeout(resume, 5));
    held = await stripe.charges.create({ ...hkd, amount: 900, capture: false });
    await stripe.refunds.create({ charge: sale.id, amount: 500 });
    await stripe.charges.create({ ...hkd, amount: 700 });
  }, 180_000);
  afterAll(async () => {
    await old?.destroy();
    await sink?.close();
    rmSync(exported, { recursive: true, force: true });
  }, 60_000);

  it('tells what an account held at any moment, and proves it', async () => {
    const asOf = new Date(betweenMs).toISOString();
    const balance = async (...args: string[]) => {
      const told = await old.ledgerway('balance', '--account', account(), '--json', ...args);
      expect(told).toMatchObject({ code: 0 });
      return JSON.parse(told.output.trim().split('\n').at(-1)!) as Record<string, unknown>;
    };
    const held2000 = [{ currency: 'hkd', balance: '2000', posted: '-2000', pending: '0' }];
    expect(await balance('--as-of', asOf)).toMatchObject({ balances: held2000, by: 'recorded' });
    expect(await balance('--as-of', asOf, '--by', 'effective')).toMatchObject({
      balances: held2000,
    });
    expect(await balance('--explain')).toMatchObject({
      balances: [{ balance: '2700', pending: '-900' }],
      proven: true,
    });
    const query = `account=${account()}&as_of=${encodeURIComponent(asOf)}`;
    const { json } = await old.request('GET', `/v1/ledger/balances?${query}`);
    expect(json['balances']).toEqual([{ currency: 'hkd', pending: 0, posted: -2_000 }]);
    const wrong = await old.ledgerway('balance', '--account', 'pocket:acct_1');
    expect(wrong).toMatchObject({ code: 2 });
  }, 60_000);

  it('tells the story of a charge: request, postings, webhooks', async () => {
    await eventually(async () => {
      const { code, output } = await old.ledgerway('story', sale.id, '--time-zone', 'Asia/Tokyo');
      expect(code).toBe(0);
      for (const said of [
        'times are those of Asia/Tokyo',
        'a charge of HK$20.00 on a visa card ending in 4242 was asked for',
        'idempotency key sale-1',
        `credit  HK$20.00  ${account()}`,
        'HK$5.00 was refunded',
        'webhook charge.succeeded evt_',
        'delivered',
      ])
        expect(output).toContain(said);
    });
    const changed = await old.ledgerway('diff', sale.id, '--from', '1', '--to', '3');
    expect(changed.output).toMatch(/charge\.status +"requested" +-> +"captured"/);
    const then = await old.ledgerway('state', '--stream', sale.id, '--version', '2', '--json');
    expect(JSON.parse(then.output)).toMatchObject({ state: { charge: { status: 'authorized' } } });
    expect(await old.ledgerway('state', '--stream', sale.id, '--version', '99')).toMatchObject({
      code: 2,
    });
  }, 60_000);

  it('replays the past to a topic of its own only', async () => {
    const replay = (...args: string[]) => old.ledgerway('replay', '--json', ...args);
    const counted = await replay('--to-topic', 'replay.audit-1', '--dry-run');
    const { events } = JSON.parse(counted.output) as { events: number };
    expect(events).toBeGreaterThan(8);
    const done = await replay('--to-topic', 'replay.audit-1', '--rate', '5000/s');
    expect(JSON.parse(done.output)).toMatchObject({ events });
    for (const topic of ['payments.events', 'payments.commands', 'replay.'])
      expect(await replay('--to-topic', topic)).toMatchObject({ code: 2 });
  }, 60_000);

  it('archives the sealed beginning of a partition, and checks the copy', async () => {
    const partition = String(partitionOf(parseId(sale.id)!.core, partitions));
    const to = join(exported, 'archive');
    const archive = (...args: string[]) =>
      old.ledgerway('archive', '--partition', partition, '--to', to, '--json', ...args);
    await eventually(
      async () => {
        const { code, output } = await archive('--up-to', '1000000');
        expect(code).toBe(0);
        const { root, to: last } = JSON.parse(output) as { root: string; to: string };
        expect(root).toMatch(/^[0-9a-f]{64}$/);
        expect(Number(last)).toBeGreaterThanOrEqual(3);
      },
      { deadlineMs: 40_000 },
    );
    expect(await archive('--partition', '99', '--up-to', '10')).toMatchObject({ code: 2 });
  }, 60_000);

  it('names every table that moves, and every one that stays', async () => {
    const client = new pg.Client({ connectionString: databaseUrlOf(old) });
    await client.connect();
    const { rows } = await client.query<{ name: string }>(`
      select n.nspname || '.' || c.relname as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'migrations'
        and n.nspname in ('payments', 'acquirer_sandbox', 'gateway', 'vault', 'webhooks', 'reporting')
        and not (n.nspname = 'reporting' and exists (
          select from pg_attribute a where a.attrelid = c.oid and a.attname = 'partition'))`);
    await client.end();
    const file = join(import.meta.dirname, '../../cli/dist/transfer/moved-tables.js');
    type Tables = { movedTables: string[]; leftTables: string[] };
    const { movedTables, leftTables } = (await import(file)) as Tables;
    expect([...movedTables, ...leftTables].sort()).toEqual(rows.map(({ name }) => name).sort());
  });

  it('moves: the same log, accounts and keys, on another database', async () => {
    const to = join(exported, 'all');
    expect(await old.ledgerway('export', '--to', to)).toMatchObject({ code: 0 });
    expect(await old.ledgerway('export', '--to', to)).toMatchObject({ code: 2 });
    const log = await logOf(old);
    const told = sink.requests.length;
    await old.stop();
    const moved = await Deployment.start('embedded', env, (directory) => {
      for (const file of ['master.key', 'credentials.json'])
        copyFileSync(join(old.directory, file), join(directory, file));
    });
    try {
      expect(await moved.ledgerway('import', '--from', to)).toMatchObject({ code: 2 }); // It runs.
      await moved.stop();
      expect(await moved.ledgerway('import', '--from', damaged(to))).toMatchObject({
        code: 1,
        output: expect.stringMatching(/log\/p00\d\/events-00001.ndjson.gz has \d+ bytes/) as string,
      });
      expect(await moved.ledgerway('import', '--from', to)).toMatchObject({ code: 0 });
      expect(await moved.ledgerway('import', '--from', to)).toMatchObject({
        code: 0,
        output: expect.stringContaining('there already') as string,
      });
      await moved.start();
      expect(await logOf(moved)).toEqual(log);
      await goOn(moved);
      expect(await moved.ledgerway('verify')).toMatchObject({ code: 0 });
      expect(sink.requests.slice(told).map(typeOf)).not.toContain('charge.succeeded');
      await moved.stop();
      expect(await moved.ledgerway('import', '--from', to)).toMatchObject({
        code: 2,
        output: expect.stringContaining('is not empty') as string,
      });
    } finally {
      await moved.destroy();
    }
  }, 180_000);

  const typeOf = ({ body }: { body: Buffer | string }): string =>
    (JSON.parse(body.toString()) as { type: string }).type;

  /** Another copy of the export, of which one file was cut off. */
  function damaged(from: string): string {
    const to = join(exported, 'damaged');
    cpSync(from, to, { recursive: true });
    const files = readdirSync(to, { recursive: true }) as string[];
    const victim = files.find((name) => name.includes('events-00001'))!;
    truncateSync(join(to, victim), 100);
    return to;
  }

  async function goOn(moved: Deployment): Promise<void> {
    const stripe = moved.sdk(old.credentials.secret_key);
    const again = await stripe.charges.create(
      { ...hkd, amount: 2_000 },
      { idempotencyKey: 'sale-1' },
    );
    expect(again.id).toBe(sale.id);
    expect((await stripe.charges.capture(held.id)).captured).toBe(true);
    expect((await stripe.refunds.create({ charge: held.id, amount: 100 })).status).toBe(
      'succeeded',
    );
    await eventually(async () => {
      const { data } = await stripe.charges.list();
      expect(data.map(({ amount }) => amount).sort()).toEqual([2_000, 700, 900]);
    });
    await eventually(() => {
      expect(sink.requests.map(typeOf)).toContain('charge.captured');
    });
  }
});
