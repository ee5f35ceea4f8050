import { randomBytes } from 'node:crypto';
import {
  allDone,
  done,
  freshInstallationForEachTest,
  installation,
  sending,
  sink,
  take,
} from '../../test/deliveries-fixture.js';

freshInstallationForEachTest();

describe('after a crash', () => {
  it('the next process takes over at once and sends what was under way again', async () => {
    sink.on('/hook', { hang: true });
    const first = await sending({ timeoutMs: 60_000 });
    await first.endpoint(sink.url('/hook'));
    await take(first, 4);
    const [lost] = await sink.waitFor(1);
    sink.on('/hook', { status: 200 });
    await first.kill();
    const second = await sending();
    await allDone(4);
    expect(await done('delivered')).toBe(4);
    const repeated = sink.requests.filter(
      ({ headers }) => headers['webhook-id'] === lost!.headers['webhook-id'],
    );
    expect(repeated.length).toBeGreaterThanOrEqual(2);
    expect(repeated.every(({ body }) => body.equals(lost!.body))).toBe(true);
    await second.stop();
  });

  it('a delivery whose success was not written is sent again, never lost', async () => {
    const first = await installation.process();
    await first.endpoint(sink.url('/hook'));
    await take(first, 50);
    sink.on('/hook', { status: 200, delayMs: 20 });
    first.startDeliveries();
    await sink.waitFor(10);
    await first.kill();
    await sending();
    await allDone(50);
    const received = new Set(sink.requests.map(({ headers }) => headers['webhook-id']));
    expect(received.size).toBe(50);
    // What was under way, or answered and not yet written: bounded by the caps.
    expect(sink.requests.length - 50).toBeLessThanOrEqual(72);
  });

  it('of its database sessions, the same process goes on and loses nothing', async () => {
    sink.on('/hook', { status: 200, delayMs: 10 });
    const process = await sending();
    await process.endpoint(sink.url('/hook'));
    await take(process, 100);
    for (const received of [10, 40]) {
      await sink.waitFor(received);
      await installation.rows(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name like 'ledgerway webhooks%'`,
      );
    }
    await allDone(100);
    expect(await done('delivered')).toBe(100);
    const received = new Set(sink.requests.map(({ headers }) => headers['webhook-id']));
    expect(received.size).toBe(100);
  });
});

describe('what is kept', () => {
  it('holds no secret in clear, neither in a row nor in a log line', async () => {
    sink.on('/hook', { status: 500 }, { status: 410 });
    const process = await sending({ retryScale: 20_000 });
    const { secret } = await process.endpoint(sink.url('/hook'));
    await take(process, 3);
    await allDone(3);
    await process.stop();
    const { key } = { key: installation.secretKey };
    for (const text of [secret!, secret!.slice(6), key.toString('hex'), key.toString('base64')]) {
      expect(installation.logged).not.toContain(text);
      for (const { table } of await installation.rows<{ table: string }>(
        `select table_name as table from information_schema.tables where table_schema = 'webhooks'`,
      ))
        expect(await installation.count(`"${table}" t`, `strpos(t::text, '${text}') > 0`)).toBe(0);
    }
    const hex = Buffer.from(secret!).toString('hex');
    expect(await installation.count('secret', `encode(sealed, 'hex') like '%${hex}%'`)).toBe(0);
  });

  it('is counted: what is delivered, what is dead, what is under way', async () => {
    const process = await sending();
    await process.endpoint(sink.url(`/${randomBytes(4).toString('hex')}`));
    await take(process, 3);
    await allDone(3);
    const text = await process.registry.metrics();
    expect(text).toContain('ledgerway_webhook_deliveries_total{outcome="delivered"} 3');
    expect(text).toContain('ledgerway_webhook_inflight 0');
    expect(text).toContain('ledgerway_webhook_result_mismatches_total 0');
  });
});
