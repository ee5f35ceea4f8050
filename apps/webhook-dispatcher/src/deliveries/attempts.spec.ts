import { eventually, HttpSink } from '@ledgerway/testing';
import {
  allDone,
  done,
  freshInstallationForEachTest,
  installation,
  log,
  sending,
  sink,
  take,
} from '../../test/deliveries-fixture.js';
import type { Process } from '../../test/installation.js';
import { merchantId } from '../../test/written-log.js';

freshInstallationForEachTest();

const owner = { merchantId, livemode: false };

type AttemptRow = {
  readonly n: number;
  readonly dns_ms: number | null;
  readonly connect_ms: number | null;
  readonly tls_ms: number | null;
  readonly first_byte_ms: number | null;
  readonly remote_ip: string | null;
  readonly request_headers: Record<string, string>;
  readonly response_headers: Record<string, string> | null;
  readonly trigger: string;
};
const attempts = () =>
  installation.rows<AttemptRow>('select * from attempt order by started_at, delivery_id');

async function deliver(process: Process, events = 1): Promise<void> {
  const before = await installation.count('delivery_done');
  await take(process, events);
  await allDone(before + events);
}

describe('the trace of a request', () => {
  it('goes on with every attempt to deliver what it caused, and with nothing else', async () => {
    sink.on('/hook', { status: 500 }, { status: 200 });
    const process = await sending({ retryScale: 100_000 });
    await process.endpoint(sink.url('/hook'));
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    log.authorize({ traceparent });
    await process.ingest.handle(log.batch());
    await allDone(1);
    await deliver(process);
    const traces = sink.requests.map(({ headers }) => headers['traceparent']);
    expect(traces).toEqual([traceparent, traceparent, undefined]);
    expect(sink.requests[0]!.body.toString()).not.toContain(traceparent);
  });
});

describe('what is kept of an attempt', () => {
  it('is where its time went, whom it reached, and the headers of both sides', async () => {
    sink.on('/hook', {
      status: 200,
      headers: { 'x-request-id': 'abc', 'set-cookie': 'session=secret' },
    });
    const process = await sending();
    await process.endpoint(sink.url('/hook'));
    await deliver(process);
    await deliver(process);
    const [first, second] = await attempts();
    expect(first).toMatchObject({
      dns_ms: null, // An address needs no lookup.
      connect_ms: expect.any(Number),
      tls_ms: null,
      first_byte_ms: expect.any(Number),
      remote_ip: '127.0.0.1',
      trigger: 'event',
      response_headers: { 'x-request-id': 'abc', 'set-cookie': '[masked]' },
    });
    expect(second!.connect_ms).toBeNull(); // Over the socket of the first.
    expect(second!.remote_ip).toBe('127.0.0.1');
    expect(first!.request_headers).toMatchObject({
      'webhook-id': sink.requests[0]!.headers['webhook-id'],
      'stripe-signature': sink.requests[0]!.headers['stripe-signature'],
      'ledgerway-sequence': '1',
    });
  });

  it('is little where nobody answered', async () => {
    const closed = await HttpSink.start();
    const url = closed.url('/hook');
    await closed.close();
    const process = await sending();
    await process.endpoint(url);
    await take(process, 1);
    await eventually(async () => expect(await attempts()).toHaveLength(1));
    expect((await attempts())[0]).toMatchObject({
      connect_ms: null,
      first_byte_ms: null,
      remote_ip: null,
      response_headers: null,
    });
  });
});

describe('an endpoint’s own headers', () => {
  it('are sent, and their values are in no row and no log', async () => {
    sink.on('/hook', { status: 500 }, { status: 200 });
    const process = await sending({ retryScale: 20_000 });
    await process.endpoint(sink.url('/hook'), {
      delivery: { customHeaders: { Authorization: 'Bearer merchant-secret' } },
    });
    await deliver(process);
    expect(sink.requests.map(({ headers }) => headers['authorization'])).toEqual([
      'Bearer merchant-secret',
      'Bearer merchant-secret',
    ]);
    expect((await attempts())[0]!.request_headers['authorization']).toBe('[masked]');
    const rows = await installation.rows('select to_jsonb(a)::text as text from attempt a');
    expect(JSON.stringify(rows)).not.toContain('merchant-secret');
    expect(installation.logged).toContain('webhook attempt failed');
    expect(installation.logged).not.toContain('merchant-secret');
  });
});

describe('an endpoint’s own settings', () => {
  it('say how long an attempt may take', async () => {
    sink.on('/hook', { hang: true }, { status: 200 });
    const process = await sending({ retryScale: 20_000, timeoutMs: 600_000 });
    await process.endpoint(sink.url('/hook'), { delivery: { timeoutMs: 1_000 } });
    await deliver(process);
    expect(await installation.rows('select n, error_code from attempt order by n')).toEqual([
      { n: 1, error_code: 'timeout' },
      { n: 2, error_code: null },
    ]);
  });

  it('say when it is tried again, and how often', async () => {
    sink.on('/hook', { status: 500 });
    const process = await sending({ retryScale: 1_000 });
    await process.endpoint(sink.url('/hook'), { delivery: { retryDelaysS: [60] } });
    await deliver(process);
    expect(await done('dead')).toBe(1);
    expect(sink.requests).toHaveLength(2);
  });

  it('say how many it gets a second; what waits for that has spent no attempt', async () => {
    const process = await sending();
    await process.endpoint(sink.url('/hook'), { delivery: { ratePerSecond: 10 } });
    const startedMs = performance.now();
    await deliver(process, 15);
    expect(performance.now() - startedMs).toBeGreaterThan(400);
    expect(await installation.count('attempt')).toBe(15);
    expect(await installation.count('attempt', 'n > 1')).toBe(0);
  });
});

describe('a server that asks in a header', () => {
  it('to be left alone gets nothing any more, and its account is told', async () => {
    sink.on('/hook', { status: 200, headers: { 'webhook-delivery': 'disable' } });
    const process = await sending();
    const { id } = await process.endpoint(sink.url('/hook'));
    await process.endpoint(sink.url('/other'));
    await take(process, 1);
    await eventually(async () =>
      expect((await process.endpointList.one({ id, ...owner }))!.status).toBe('disabled'),
    );
    await eventually(() => {
      const types = sink.requestsTo('/other').map(({ headers }) => headers['ledgerway-event-type']);
      expect(types.sort()).toEqual(['charge.succeeded', 'webhook_endpoint.disabled']);
    });
    expect(await process.registry.metrics()).toContain(
      'endpoints_disabled_total{reason="asked"} 1',
    );
  });

  it('to forget this one event gets the next all the same', async () => {
    sink.on(
      '/hook',
      { status: 500, headers: { 'webhook-delivery': 'abort-message' } },
      { status: 200 },
    );
    const process = await sending();
    await process.endpoint(sink.url('/hook'));
    await deliver(process);
    expect(await done('cancelled')).toBe(1);
    await deliver(process);
    expect(await done('delivered')).toBe(1);
  });
});
