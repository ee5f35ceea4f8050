import { eventually, HttpSink, ManualClock } from '@ledgerway/testing';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import {
  allDone,
  attemptsOf,
  beginAnew,
  done,
  freshInstallationForEachTest,
  installation,
  sending,
  sink,
  take,
} from '../../test/deliveries-fixture.js';
import { merchantId } from '../../test/written-log.js';

freshInstallationForEachTest();

describe('a delivery', () => {
  it('is POSTed once with both signatures over exactly the stored bytes', async () => {
    const process = await sending();
    const endpoint = await process.endpoint(sink.url('/hook?a=1'));
    await take(process, 1);
    await allDone(1);
    expect(sink.requests).toHaveLength(1);
    const { method, path, headers, body } = sink.requests[0]!;
    expect([method, path]).toEqual(['POST', '/hook?a=1']);
    const stored = await installation.rows<{ event_id: string; body: Buffer }>(
      'select * from payload',
    );
    expect(body.equals(stored[0]!.body)).toBe(true);
    expect(headers['webhook-id']).toBe(stored[0]!.event_id);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers['ledgerway-attempt']).toBe('1');
    new Webhook(endpoint.secret!).verify(body, headers as Record<string, string>);
    const stripe = new Stripe('sk_test_unused');
    const event = stripe.webhooks.constructEvent(
      body,
      headers['stripe-signature']!,
      endpoint.secret!,
    );
    expect(event).toMatchObject({ type: 'charge.succeeded', data: { object: { amount: 1000 } } });
    expect(await done('delivered')).toBe(1);
  });

  it('has the bytes of its own event and API version, also beside others of the same event', async () => {
    const process = await sending();
    const old = '2024-06-20';
    await process.endpoint(sink.url('/one'));
    await process.endpoint(sink.url('/old'), { apiVersion: old });
    await process.endpoint(sink.url('/two'));
    await take(process, 3);
    await allDone(9);
    const stored = await installation.rows<{ event_id: string; api_version: string; body: Buffer }>(
      'select * from payload',
    );
    const bytes = (id: unknown, wantsOld: boolean) =>
      stored.find((row) => row.event_id === id && (row.api_version === old) === wantsOld)!.body;
    for (const { path, headers, body } of sink.requests)
      expect(body.equals(bytes(headers['webhook-id'], path === '/old'))).toBe(true);
  });

  it('is tried again by the schedule until it succeeds, with the same bytes and a new signature', async () => {
    sink.on('/hook', { status: 500, body: 'no' }, { status: 404 }, { status: 200 });
    const process = await sending({ retryScale: 20_000 });
    await process.endpoint(sink.url('/hook'));
    await take(process, 1);
    await allDone(1);
    const [first, second, third] = sink.requests;
    expect(third!.body.equals(first!.body)).toBe(true);
    expect(third!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    expect([first, second, third].map((r) => r!.headers['ledgerway-attempt'])).toEqual([
      '1',
      '2',
      '3',
    ]);
    expect(await attemptsOf()).toMatchObject([
      { n: 1, status: 500, error_code: 'http_5xx', response: Buffer.from('no') },
      { n: 2, status: 404, error_code: 'http_4xx' },
      { n: 3, status: 200, error_code: null },
    ]);
    expect(await done('delivered')).toBe(1);
  });

  it('waits as long as the schedule says, and not longer', async () => {
    sink.on('/hook', { status: 500 });
    const clock = new ManualClock(Date.now());
    const process = await sending({ clock });
    await process.endpoint(sink.url('/hook'));
    await take(process, 1);
    for (const [tried, pauseMs] of [
      [1, 300_000],
      [2, 1_500_000],
      [3, 9_000_000],
    ] as const) {
      await eventually(async () => {
        const rows = await installation.rows<{ attempts: number; next_at: Date }>(
          'select attempts, next_at from delivery where owner_epoch is null',
        );
        expect(rows).toEqual([{ attempts: tried, next_at: new Date(clock.now() + pauseMs) }]);
      });
      clock.advance(pauseMs);
    }
    await allDone(1);
    expect(await done('dead')).toBe(1);
    expect(sink.requests).toHaveLength(4);
  });

  it('stays away as long as Retry-After asks', async () => {
    sink.on('/hook', { status: 429, headers: { 'retry-after': '3600' } });
    const clock = new ManualClock(Date.now());
    const process = await sending({ clock, retryScale: 1_000 });
    await process.endpoint(sink.url('/hook'));
    await take(process, 1);
    await eventually(async () =>
      expect(
        await installation.rows('select next_at from delivery where owner_epoch is null'),
      ).toEqual([{ next_at: new Date(clock.now() + 3_600_000) }]),
    );
  });

  it('disables the endpoint that says it is gone, and cancels what waits for it', async () => {
    const waiting = await installation.process();
    const gone = await waiting.endpoint(sink.url('/gone'));
    const other = await waiting.endpoint(sink.url('/other'));
    sink.on('/gone', { status: 410 });
    await take(waiting, 20);
    waiting.startDeliveries();
    await allDone(41); // The other endpoint is told that this one was disabled.
    expect(
      await installation.count(
        'delivery_done',
        `outcome = 'delivered' and endpoint_id = '${other.id}'`,
      ),
    ).toBe(21);
    expect(
      await installation.count(
        'delivery_done',
        `outcome = 'cancelled' and endpoint_id = '${gone.id}'`,
      ),
    ).toBe(20);
    const read = await waiting.endpointList.one({ id: gone.id, merchantId, livemode: false });
    expect(read!.status).toBe('disabled');
    await take(waiting, 1);
    await allDone(43); // One that was delivered, and one that was missed.
    expect(sink.requestsTo('/gone').length).toBeLessThanOrEqual(8);
  });

  it('ends with its endpoint, and comes back to life with a new one only', async () => {
    sink.on('/hook', { status: 500 });
    const process = await sending();
    const endpoint = await process.endpoint(sink.url('/hook'));
    await take(process, 1);
    await eventually(async () =>
      expect(await installation.count('delivery', 'attempts = 1')).toBe(1),
    );
    await process.endpoints.delete({ id: endpoint.id, merchantId, livemode: false });
    await allDone(1);
    expect(await done('cancelled')).toBe(1);
  });

  it('is not tried again when its endpoint was closed while it was under way', async () => {
    sink.on('/hook', { status: 500, delayMs: 1_000 });
    const process = await sending();
    const { id } = await process.endpoint(sink.url('/hook'));
    await take(process, 1);
    await sink.waitFor(1);
    await process.endpoints.update({ id, merchantId, livemode: false, disabled: true });
    await allDone(1);
    expect(await done('cancelled')).toBe(1);
    expect(await attemptsOf()).toMatchObject([{ status: 500 }]);
  });

  it('goes to the new URL as soon as it was changed', async () => {
    const process = await sending();
    const { id } = await process.endpoint(sink.url('/before'));
    await take(process, 1);
    await allDone(1);
    await process.endpoints.update({ id, merchantId, livemode: false, url: sink.url('/after') });
    await take(process, 1);
    await allDone(2);
    expect(sink.requests.map(({ path }) => path)).toEqual(['/before', '/after']);
  });
});

describe('a merchant server that misbehaves', () => {
  it.each([
    ['redirects', { redirectTo: 'http://127.0.0.1:1/' }, 302, 'redirect'],
    ['resets the connection', { reset: true }, null, 'reset'],
    ['never answers', { hang: true }, null, 'timeout'],
    ['drips its answer', { drip: { bytes: 1_000, everyMs: 50 } }, null, 'timeout'],
  ] as const)('that %s is tried again', async (_name, answer, status, error) => {
    sink.on('/hook', answer, { status: 200 });
    const process = await sending({ retryScale: 20_000, timeoutMs: 300 });
    await process.endpoint(sink.url('/hook'));
    await take(process, 1);
    await allDone(1);
    expect(await attemptsOf()).toMatchObject([
      { n: 1, status, error_code: error },
      { n: 2, status: 200, error_code: null },
    ]);
  });

  it('that sends ten megabytes has answered; no more than 16 KiB of it are kept', async () => {
    sink.on('/hook', { bigBody: { bytes: 10_000_000 } });
    const process = await sending();
    await process.endpoint(sink.url('/hook'));
    await take(process, 1);
    await allDone(1);
    expect(await done('delivered')).toBe(1);
    const [attempt] = await attemptsOf();
    expect(attempt!.response).toHaveLength(16_384);
  });

  it('that is not there is left alone for a while, and no attempt is spent on that', async () => {
    const closed = await HttpSink.start();
    const url = closed.url('/hook');
    const { port } = closed;
    await closed.close();
    const process = await sending({ retryScale: 1_000 });
    await process.endpoint(url);
    await take(process, 30);
    await eventually(async () => expect((await attemptsOf()).length).toBeGreaterThanOrEqual(5));
    const reopened = await HttpSink.start({ port });
    try {
      await allDone(30);
      expect(await done('delivered')).toBe(30);
      expect(await installation.count('attempt', 'n > 1')).toBeLessThan(30);
    } finally {
      await reopened.close();
    }
  });
});

describe('an endpoint that hangs', () => {
  const healthy = Array.from({ length: 5 }, (_, i) => `/healthy-${i}`);

  async function msToDeliver(events: number, hanging: number): Promise<number> {
    const process = await sending({ timeoutMs: 60_000 });
    for (const path of healthy) await process.endpoint(sink.url(path));
    for (let i = 0; i < hanging; i++) {
      await process.endpoint(sink.url(`/hung-${i}`));
      sink.on(`/hung-${i}`, { hang: true });
    }
    // The connections are made and the first statements planned before time counts.
    await take(process, 1);
    await sink.waitFor(healthy.length + hanging);
    const wanted = (events + 1) * healthy.length;
    const started = performance.now();
    await take(process, events);
    await eventually(() => {
      const arrived = sink.requests.filter(({ path }) => path.startsWith('/healthy'));
      expect(arrived).toHaveLength(wanted);
    });
    const tookMs = performance.now() - started;
    await process.kill();
    return tookMs;
  }

  it('holds no more than its cap, and does not slow the others', async () => {
    const controlMs = await msToDeliver(100, 0);
    sink.clear();
    await beginAnew();
    const besideMs = await msToDeliver(100, 5);
    expect(besideMs).toBeLessThan(5 * controlMs);
    for (let i = 0; i < 5; i++) expect(sink.requestsTo(`/hung-${i}`).length).toBeLessThanOrEqual(8);
  });
});

describe('an endpoint whose secret cannot be opened', () => {
  it('waits without spending attempts, and holds up nobody else', async () => {
    const process = await sending();
    const broken = await process.endpoint(sink.url('/broken'));
    await process.endpoint(sink.url('/fine'));
    await installation.rows(`update secret set sealed = '\\x0102' where endpoint_id = $1`, [
      broken.id,
    ]);
    await take(process, 3);
    await eventually(async () => expect(await done('delivered')).toBe(3));
    expect(sink.requestsTo('/broken')).toHaveLength(0);
    await eventually(async () =>
      expect(await installation.count('delivery', 'attempts = 0 and owner_epoch is null')).toBe(3),
    );
  });
});
