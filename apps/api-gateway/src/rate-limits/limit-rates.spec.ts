// The limits as clients meet them, over real sockets and a real database. Time stands still.
import { startOrdersGateway, type OrdersGateway } from '../under-test/orders-gateway.js';

const limits = { reads: 20, writes: 10, concurrency: 8 };
let gateway: OrdersGateway;
beforeAll(async () => {
  gateway = await startOrdersGateway({ rateLimits: limits });
});
afterAll(() => gateway?.stop());
/** Nothing is owed any more, and everything has refilled. */
beforeEach(async () => {
  const limiter = gateway.background.limiter!;
  await limiter.stop(); // Only these specs say when time goes on.
  gateway.clock.advance(1_000);
  limiter.sweep();
  await limiter.stop();
  gateway.clock.advance(60_000);
});

type Init = { key?: string; body?: string; headers?: Record<string, string>; port?: number };

async function call(method: string, path: string, { key = 'one', port, ...init }: Init = {}) {
  const response = await fetch(`http://127.0.0.1:${port ?? gateway.port}${path}`, {
    method,
    headers: {
      ...(key !== '' && { authorization: `Bearer ${key}` }),
      ...(init.body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...init.headers,
    },
    ...(init.body !== undefined && { body: init.body }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
const read = (init?: Init) => call('GET', '/v1/orders/1', init);
const write = (init?: Init) => call('POST', '/v1/orders', { body: 'a=1', ...init });

async function statuses(count: number, request: () => Promise<{ status: number }>) {
  const counted: Record<number, number> = {};
  for (let i = 0; i < count; i++) {
    const { status } = await request();
    counted[status] = (counted[status] ?? 0) + 1;
  }
  return counted;
}

describe('an account that asks too often', () => {
  it('gets 429 with all that a client needs to know', async () => {
    expect(await statuses(25, read)).toEqual({ 200: 20, 429: 5 });
    const { status, headers, text } = await read();
    expect(status).toBe(429);
    expect(JSON.parse(text)).toMatchObject({
      error: {
        code: 'rate_limit',
        message: expect.stringContaining('Too many requests') as string,
        type: 'invalid_request_error',
      },
    });
    expect(Object.fromEntries(headers)).toMatchObject({
      'retry-after': '1',
      'stripe-rate-limited-reason': 'global-rate',
      ratelimit: '"reads";r=0;t=1',
      'ratelimit-policy': '"reads";q=20;w=1',
      'request-id': expect.stringMatching(/^req_/) as string,
    });
    expect(headers.has('stripe-should-retry')).toBe(false);
  });

  it('is told beforehand how much is left', async () => {
    const { headers } = await write();
    expect(headers.get('ratelimit-policy')).toBe('"writes";q=10;w=1');
    expect(headers.get('ratelimit')).toBe('"writes";r=9;t=1');
  });

  it('still writes, in the other mode still reads, and others do not notice', async () => {
    await statuses(21, read);
    expect((await write()).status).toBe(200);
    expect((await read({ key: 'one live' })).status).toBe(200);
    expect((await read({ key: 'two' })).status).toBe(200);
    expect((await read()).status).toBe(429);
  });

  it('may go on when its tokens have refilled', async () => {
    await statuses(21, read);
    gateway.clock.advance(100);
    expect(await statuses(5, read)).toEqual({ 200: 2, 429: 3 });
  });

  it('is counted on all gateways', async () => {
    const { port } = await gateway.another();
    const here = await statuses(25, read);
    const there = await statuses(25, () => read({ port }));
    const admitted = (here[200] ?? 0) + (there[200] ?? 0);
    expect(admitted).toBeGreaterThanOrEqual(20);
    expect(admitted).toBeLessThanOrEqual(20 + 2 * 5);
  });
});

describe('what has no limit', () => {
  it.each([
    ['public pages', () => call('GET', '/open', { key: '' })],
    ['the operator', () => read({ key: 'operator' })],
  ])('%s', async (_who, request) => {
    expect(await statuses(30, request)).toEqual({ 200: 30 });
    expect((await request()).headers.has('ratelimit')).toBe(false);
  });
});

describe('a browser that says who it is in the body', () => {
  it('counts for its account', async () => {
    const body = `a=1&key=pk_test_${'a'.repeat(40)}`;
    const browser = () => call('POST', '/v1/orders', { key: '', body });
    expect(await statuses(12, browser)).toEqual({ 200: 10, 429: 2 });
    expect((await write()).status).toBe(429);
  });
});

describe('a replay', () => {
  const first = { headers: { 'idempotency-key': 'replayed' } };
  const replay = () => write(first);

  it('costs nothing', async () => {
    expect((await replay()).headers.has('idempotent-replayed')).toBe(false);
    await gateway.stored();
    gateway.clock.advance(1_000);
    expect(await statuses(30, replay)).toEqual({ 200: 30 });
    expect(await statuses(12, write)).toEqual({ 200: 10, 429: 2 });
  });

  it('is still answered when nothing else is', async () => {
    const { text } = await replay();
    await statuses(11, write);
    expect((await write()).status).toBe(429);
    const again = await replay();
    expect(again).toMatchObject({ status: 200, text });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });

  it('of a request that is still under way waits for it, beyond any limit', async () => {
    let release = () => {};
    gateway.orders.held = new Promise((resolve) => (release = resolve));
    const once = () => write({ headers: { 'idempotency-key': 'all at once' } });
    const first = Array.from({ length: 12 }, once);
    const others = async () => (await read()).status;
    while ((await others()) !== 429) gateway.clock.advance(60);
    const beyond = Array.from({ length: 12 }, once);
    // Whoever came before this one is refused or waits by now.
    expect(await others()).toBe(429);
    release();
    const answers = await Promise.all([...first, ...beyond]);
    expect(answers.map(({ status }) => status)).toEqual(Array(24).fill(200));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  it('is none for a new key: that can be used again later', async () => {
    await statuses(11, write);
    const fresh = () => write({ headers: { 'idempotency-key': 'refused at first' } });
    expect((await fresh()).status).toBe(429);
    gateway.clock.advance(1_000);
    const made = await fresh();
    expect(made.status).toBe(200);
    expect(made.headers.has('idempotent-replayed')).toBe(false);
  });
});

describe('an account with too much under way', () => {
  it('gets 429 until something is done', async () => {
    let release = () => {};
    gateway.orders.held = new Promise((resolve) => (release = resolve));
    const under = Array.from({ length: 8 }, () => write());
    const refused = await eventuallyRefused();
    expect(refused.headers.get('stripe-rate-limited-reason')).toBe('global-concurrency');
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await read({ key: 'two' })).status).toBe(200);
    release();
    expect((await Promise.all(under)).map(({ status }) => status)).toEqual(Array(8).fill(200));
    gateway.clock.advance(60);
    expect((await read()).status).toBe(200);
  });

  it('has nothing under way any more when its clients have left', async () => {
    let release = () => {};
    gateway.orders.held = new Promise((resolve) => (release = resolve));
    const leaving = new AbortController();
    const gone = Array.from({ length: 8 }, () =>
      fetch(`http://127.0.0.1:${gateway.port}/v1/orders`, {
        method: 'POST',
        headers: { authorization: 'Bearer one' },
        signal: leaving.signal,
      }).catch(() => undefined),
    );
    await eventuallyRefused();
    leaving.abort();
    await Promise.all(gone);
    release();
    gateway.clock.advance(60);
    let status = 429;
    while (status === 429) ({ status } = await read());
    expect(await statuses(8, read)).toEqual({ 200: 8 });
  });

  /** The requests before this one have arrived when it is refused. */
  async function eventuallyRefused() {
    for (;;) {
      const answer = await read();
      if (answer.status === 429) return answer;
      gateway.clock.advance(60); // Its tokens must not run out before its slots.
    }
  }
});

describe('the metrics', () => {
  it('say how many were refused, and why', async () => {
    const text = await gateway.registry.metrics();
    expect(text).toMatch(/ledgerway_gateway_rate_limited_total\{reason="global-rate"\} \d+/);
    expect(text).toMatch(/ledgerway_gateway_rate_limited_accounts [123]/);
  });
});
