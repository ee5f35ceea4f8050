// Read models that are rebuilt, swapped and rolled back while merchants charge, read and get
// webhooks: nobody of them may notice.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { eventually, HttpSink } from '@ledgerway/testing';
import type Stripe from 'stripe';
import { Random } from './crash/random.js';
import { Deployment } from './deployment/deployment.js';

const root = resolve(import.meta.dirname, '../../..');

describe.each(['embedded', 'distributed'] as const)('the read models, %s', (kind) => {
  let deployment: Deployment;
  let sink: HttpSink;
  beforeAll(async () => {
    deployment = await Deployment.start(kind, { LEDGERWAY_WEBHOOK_ALLOW: '127.0.0.0/8' });
    sink = await HttpSink.start();
    const url = sink.url('/hook');
    await deployment.sdk().webhookEndpoints.create({ url, enabled_events: ['charge.succeeded'] });
  }, 120_000);
  afterAll(async () => {
    await sink?.close();
    await deployment?.destroy();
  }, 60_000);

  const operator = (method: string, path: string, body?: string) =>
    deployment.request(method, `/v1/projections${path}`, {
      key: deployment.credentials.operator_key,
      ...(body === undefined ? {} : { body }),
    });

  /** Starts a job and answers with it once it has ended. */
  async function run(job: string, params = ''): Promise<Record<string, unknown>> {
    const { json, status } = await operator('POST', `/${job}`, `projection=ledger${params}`);
    expect({ status, json }).toMatchObject({ status: 200, json: { object: 'projection_job' } });
    return eventually(
      async () => {
        const { json: ended } = await operator('GET', `/${job}/${String(json['id'])}`);
        expect(ended['status']).not.toMatch(/pending|running/);
        return ended;
      },
      { deadlineMs: 60_000 },
    );
  }

  /** A merchant who charges and looks at every list right after, until told to stop. */
  function merchant(): { readonly ids: readonly string[]; stop(): Promise<string[]> } {
    const stripe = deployment.sdk();
    const ids: string[] = [];
    let stopped = false;
    const working = (async () => {
      let pending = 0;
      while (!stopped) {
        const params = { amount: 1_000, currency: 'hkd', source: 'tok_visa' } as const;
        const { id } = await stripe.charges.create(params);
        ids.push(id);
        const { data } = await stripe.charges.list({ limit: 50 });
        expect(data.map((charge: Stripe.Charge) => charge.id)).toContain(id);
        const owed = (await stripe.balance.retrieve()).pending[0]?.amount ?? 0;
        expect(owed).toBeGreaterThanOrEqual(pending + 1);
        pending = owed;
        const ofCharge = await stripe.balanceTransactions.list({ source: id });
        expect(ofCharge.data).toHaveLength(1);
      }
    })();
    return {
      ids,
      async stop() {
        stopped = true;
        await working;
        return ids;
      },
    };
  }

  it('are rebuilt, swapped and rolled back while charges, answers and webhooks flow', async () => {
    const merchants = [merchant(), merchant(), merchant()];
    const anotherChargeEach = async () => {
      const before = merchants.map(({ ids }) => ids.length);
      await eventually(() =>
        merchants.forEach(({ ids }, one) => expect(ids.length).toBeGreaterThan(before[one]!)),
      );
    };
    await anotherChargeEach();
    const rebuilt = await run('rebuild');
    expect(rebuilt).toMatchObject({ status: 'succeeded', comparison: { equal: true } });
    await anotherChargeEach();
    expect(await run('rollback')).toMatchObject({ status: 'succeeded' });
    await anotherChargeEach();
    expect(await run('rebuild', '&parallel=2&rate=5000&swap=false')).toMatchObject({
      status: 'succeeded',
    });
    expect(await run('swap')).toMatchObject({ status: 'succeeded' });
    await anotherChargeEach();
    expect(await run('compare')).toMatchObject({
      status: 'succeeded',
      comparison: { equal: true },
    });
    const ids = (await Promise.all(merchants.map((one) => one.stop()))).flat();

    const told = () =>
      sink.requests.map(({ body }) => JSON.parse(body.toString()) as Stripe.ChargeSucceededEvent);
    await eventually(() => expect(told().length).toBeGreaterThanOrEqual(ids.length));
    expect(
      told()
        .map(({ data }) => data.object.id)
        .sort(),
    ).toEqual([...ids].sort());
    expect((await operator('GET', '')).json).toMatchObject({ version: 3, standby_state: 'kept' });
    await eventually(async () => expect((await deployment.ledgerway('verify')).code).toBe(0));
  }, 180_000);

  it('are rebuilt by the command line, killed or not, and the server goes on with them', async () => {
    const random = new Random(6);
    for (let kill = 0; kill < 3; kill++) await killedRebuild(random.between(300, 1_500));
    const { code, output } = await deployment.ledgerway('rebuild', '--no-swap', '--json');
    expect({ code, output }).toMatchObject({ code: 0 });
    const lines = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.at(-1)).toMatchObject({ kind: 'comparison', equal: true, rows: [] });
    await deployment.sdk().charges.create({ amount: 700, currency: 'hkd', source: 'tok_visa' });
    await eventually(async () => {
      const { standby_state: state, partitions } = (await operator('GET', '')).json as {
        standby_state: string;
        partitions: { head: number; standby_position: number }[];
      };
      expect(state).toBe('built');
      for (const { head, standby_position: position } of partitions) expect(position).toBe(head);
    });
    expect(await deployment.ledgerway('swap')).toMatchObject({ code: 0 });
    expect(await deployment.ledgerway('rollback')).toMatchObject({ code: 0 });
    expect((await deployment.ledgerway('compare')).output).toContain('both versions are equal');
    expect((await deployment.ledgerway('status', '--state-hash')).output).toMatch(
      /read models: version 3; version \d+ is kept[^]*partition 0: \d+:\d+:-?\d+\n/,
    );
    const again = await deployment.ledgerway('swap');
    expect(again).toMatchObject({ code: 2 });
    expect(again.output).toContain('rebuild first');
  }, 120_000);

  /** Whatever it is doing by then. */
  async function killedRebuild(afterMs: number): Promise<void> {
    const args = ['apps/cli/dist/main.js', 'rebuild', '--rate', '50', '--json'];
    const env = { PATH: process.env['PATH'], LEDGERWAY_DATA: deployment.directory };
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'ignore' });
    const ended = once(child, 'exit');
    const killing = setTimeout(() => child.kill('SIGKILL'), afterMs);
    await ended;
    clearTimeout(killing);
  }

  it('are the operator’s: one job at a time, which can be stopped', async () => {
    const slow = await operator('POST', '/rebuild', 'projection=all&rate=1');
    const id = String(slow.json['id']);
    const busy = await operator('POST', '/compare', 'projection=all');
    expect(busy).toMatchObject({ status: 400 });
    expect(busy.text).toContain(id);
    await eventually(async () =>
      expect((await operator('GET', `/rebuild/${id}`)).json['progress']).not.toBeNull(),
    );
    expect((await operator('POST', `/rebuild/${id}/cancel`)).json).toMatchObject({
      status: 'canceled',
    });
    expect(await run('compare')).toMatchObject({ status: 'failed' });

    expect((await operator('POST', '/rebuild', 'projection=charges')).status).toBe(400);
    expect((await operator('POST', '/rebuild')).status).toBe(400);
    expect((await operator('GET', '/rebuild/pj_none')).status).toBe(404);
    expect((await operator('GET', `/swap/${id}`)).status).toBe(404);
    const merchants = await deployment.request('GET', '/v1/projections');
    expect(merchants.status).toBe(403);
  }, 60_000);
});
