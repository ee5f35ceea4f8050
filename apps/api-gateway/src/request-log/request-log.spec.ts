// The log of requests over real sockets and a real PostgreSQL.
import type { LoggedRequest } from '@ledgerway/contracts';
import { eventually } from '@ledgerway/testing';
import { newRequestId, timeOfRequestId } from '../edge/request-id.js';
import { startOrdersGateway, type OrdersGateway } from '../under-test/orders-gateway.js';
import { keepLogDays } from './log-days.js';
import { LogQueue } from './log-queue.js';
import { RequestLogStore } from './request-log-store.js';

const dayMs = 86_400_000;
let gateway: OrdersGateway;
beforeAll(async () => {
  gateway = await startOrdersGateway({ requestLogDays: 30 });
});
afterAll(() => gateway?.stop());
type Init = { key?: string; body?: string; headers?: Record<string, string> };

/** How many requests must have been logged by now. */
let asked = 0;

async function call(method: string, path: string, { key = 'one', body, headers }: Init = {}) {
  if (key.startsWith('one') || key === 'two') asked += 1;
  const response = await fetch(`http://127.0.0.1:${gateway.port}${path}`, {
    method,
    headers: {
      ...(key !== '' && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test says what it expects
  const json = (await response.json()) as any;
  return { status: response.status, id: response.headers.get('request-id') ?? '', json };
}

const create = (init: Init = {}) => call('POST', '/v1/orders', { body: 'a=1', ...init });
/** A request is logged when its answer has left, so perhaps after its client goes on. */
async function written() {
  await eventually(() => {
    const { queued, written: done, dropped } = gateway.background.requestLog!;
    expect(queued + done + dropped).toBeGreaterThanOrEqual(asked);
  });
  await gateway.background.requestLog!.drained();
}

async function logs(query = '', key = 'one') {
  await written();
  return call('GET', `/v1/request_logs?${query}`, { key });
}
const idsOf = ({ json }: Awaited<ReturnType<typeof call>>) =>
  (json.data as { id: string }[]).map(({ id }) => id);

describe('a request', () => {
  it('can be looked at by its id', async () => {
    const made = await create({
      body: 'amount=2000&card[number]=4242424242424242&metadata[order]=1',
      headers: { 'idempotency-key': 'order-1', 'stripe-version': '2024-06-20' },
    });
    await written();
    const { json } = await call('GET', `/v1/request_logs/${made.id}`);
    expect(json).toEqual({
      id: made.id,
      object: 'request_log',
      api_key_last4: '0001',
      api_version: '2024-06-20',
      created: gateway.clock.now() / 1000,
      duration_ms: expect.any(Number) as number,
      error_code: null,
      error_message: null,
      error_type: null,
      idempotency_key: 'order-1',
      ip_address: '127.0.0.1',
      livemode: false,
      method: 'POST',
      path: '/v1/orders',
      request_body: '{"amount":"2000","card":{"number":"[hidden]"},"metadata":{"order":"1"}}',
      response_body: expect.stringContaining('"amount":"2000"') as string,
      status: 200,
    });
  });

  it('that was refused says why', async () => {
    const refused = await create({ body: 'a=1&a=2' });
    await written();
    const { json } = await call('GET', `/v1/request_logs/${refused.id}`);
    expect(json).toMatchObject({
      status: 400,
      error_type: 'invalid_request_error',
      error_message: refused.json.error.message as string,
      request_body: null,
    });
  });

  it('is seen by its own account in its own mode only', async () => {
    const made = await create();
    await written();
    for (const key of ['two', 'one live']) {
      expect((await call('GET', `/v1/request_logs/${made.id}`, { key })).status).toBe(404);
      expect(idsOf(await logs('limit=100', key))).not.toContain(made.id);
      expect((await logs(`starting_after=${made.id}`, key)).json.error).toMatchObject({
        code: 'resource_missing',
        param: 'starting_after',
      });
    }
  });

  it('leaves no secret in the database', async () => {
    await create({
      body: 'client_secret=pi_1_secret_donotkeepthis&card[number]=4000056655665556&card[cvc]=987',
    });
    await call('GET', '/v1/orders/pi_1_secret_donotkeepthis');
    await call('GET', '/v1/orders/1?client_secret=pi_1_secret_donotkeepthis');
    await written();
    const { rows } = await gateway.database.query('select logged::text from request_logs logged');
    expect(JSON.stringify(rows)).not.toMatch(/donotkeepthis|4000056655665556|987"/);
  });

  it('of nobody, and of the operator, is not kept', async () => {
    await call('GET', '/v1/orders/1', { key: 'nobody' });
    await call('GET', '/v1/orders/1', { key: 'operator' });
    await call('GET', '/open', { key: '' });
    await written();
    const { rows } = await gateway.database.query(
      `select 1 from request_logs where path = '/open' or status = 401`,
    );
    expect(rows).toEqual([]);
  });
});

describe('the list', () => {
  it('goes by method, path and status', async () => {
    gateway.clock.advance(10_000);
    const since = `created[gte]=${gateway.clock.now() / 1000}&limit=100`;
    const good = await create();
    const bad = await create({ body: 'a=%zz' });
    const read = await call('GET', '/v1/orders/77');
    const found = async (query: string) => idsOf(await logs(`${since}&${query}`));
    expect(await found('method=POST')).toEqual([bad.id, good.id].sort().reverse());
    expect(await found('path=/v1/orders/77')).toEqual([read.id]);
    expect(await found('status=4xx')).toEqual([bad.id]);
    expect(await found('status=400')).toEqual([bad.id]);
    expect(await found('status=402')).toEqual([]);
    expect(await found('status=2xx&method=GET&path=/v1/orders/77')).toEqual([read.id]);
    expect(await found('created[lt]=0')).toEqual([]);
  });

  it.each(['status=6xx', 'status=4x', 'method=PATCH', 'limit=0', 'color=red', 'starting_after=x'])(
    'refuses %s',
    async (query) => expect((await logs(query)).status).toBe(400),
  );

  it('neither loses nor repeats a request made in the same moment, in both directions', async () => {
    gateway.clock.advance(60_000);
    const created = `created[gte]=${gateway.clock.now() / 1000}`;
    const filter = `${created}&path=/v1/orders&limit=7`;
    const made = (await Promise.all(Array.from({ length: 30 }, () => create()))).map(
      ({ id }) => id,
    );
    const newestFirst = made.toSorted().toReversed();
    const forward: string[] = [];
    for (let cursor = ''; ; cursor = `&starting_after=${forward.at(-1)}`) {
      const page = await logs(filter + cursor);
      forward.push(...idsOf(page));
      gateway.clock.advance(1); // What is made from here on comes before, and is not seen.
      await create();
      if (page.json.has_more === false) break;
    }
    expect(forward).toEqual(newestFirst);
    const backward = [newestFirst.at(-1)!];
    for (let i = 0; i < 4; i++)
      backward.unshift(...idsOf(await logs(`${filter}&ending_before=${backward[0]}`)));
    expect(backward.slice(-29)).toEqual(newestFirst.slice(-29));
  });
});

describe('request ids', () => {
  it('rise with time and hold it', () => {
    const times = [0, 1, 1_700_000_000_000, 1_700_000_000_001, 4_000_000_000_000];
    const ids = times.map((time) => newRequestId(time));
    expect(ids.toSorted()).toEqual(ids);
    expect(ids.map(timeOfRequestId)).toEqual(times);
    expect(new Set(Array.from({ length: 1_000 }, () => newRequestId(5))).size).toBe(1_000);
    for (const id of ids) expect(id).toMatch(/^req_\w{24}$/);
  });
});

describe('the days', () => {
  const partitions = async () =>
    (
      await gateway.database.query<{ name: string }>(
        `select relname as name from pg_class join pg_inherits on inhrelid = pg_class.oid
          where inhparent = 'request_logs'::regclass order by 1`,
      )
    ).rows.map(({ name }) => name);

  it('are there before they come, and go when their time is over', async () => {
    const today = gateway.clock.now();
    expect(await partitions()).toEqual([
      'request_logs_20260105',
      'request_logs_20260106',
      'request_logs_20260107',
    ]);
    const { id } = await create();
    await written();
    const store = new RequestLogStore(gateway.database);
    const tenant = { merchantId: 'acct_0001', livemode: false };
    await keepLogDays(gateway.database, today + 30 * dayMs, 30);
    expect(await store.find(tenant, id)).toMatchObject({ id });
    await keepLogDays(gateway.database, today + 31 * dayMs, 30);
    expect(await store.find(tenant, id)).toBeUndefined();
    expect(await partitions()).not.toContain('request_logs_20260105');
    await keepLogDays(gateway.database, today, 30);
  });

  it('can be kept by several gateways at once', async () => {
    const later = gateway.clock.now() + 100 * dayMs;
    await Promise.all(Array.from({ length: 5 }, () => keepLogDays(gateway.database, later, 1_000)));
    expect((await partitions()).length).toBeGreaterThan(3);
  });

  it('are all that the service may change of the schema', async () => {
    await expect(gateway.database.query('create table mine (a int)')).rejects.toThrow(/permission/);
    await expect(gateway.database.query('drop table request_logs_20260106')).rejects.toThrow(
      /owner/,
    );
    await expect(
      gateway.database.query(`select add_request_log_day('x; drop', 'a', 'b')`),
    ).rejects.toThrow(/not a day/);
  });
});

describe('the queue', () => {
  const logged = (id: string, body = ''): LoggedRequest => ({
    id,
    tenant: { merchantId: 'acct_0001', livemode: false },
    createdAtMs: 0,
    method: 'GET',
    path: '/',
    status: 200,
    durationMs: 1,
    keyLast4: '0001',
    idempotencyKey: null,
    apiVersion: 'x',
    ip: '::1',
    requestBody: null,
    responseBody: body,
  });
  const log = { warn: () => undefined };

  it('writes in batches, in order', async () => {
    const batches: number[] = [];
    const ids: string[] = [];
    const write = (batch: readonly LoggedRequest[]) => {
      batches.push(batch.length);
      ids.push(...batch.map(({ id }) => id));
      return Promise.resolve();
    };
    const queue = new LogQueue({ write, log });
    for (let i = 0; i < 1_200; i++) queue.add(logged(String(i)));
    await queue.drained();
    expect(ids).toEqual(Array.from({ length: 1_200 }, (_, i) => String(i)));
    expect(batches).toEqual([500, 500, 200]);
    expect(queue).toMatchObject({ written: 1_200, dropped: 0, queued: 0 });
  });

  it('drops what it cannot hold, and counts it', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const queue = new LogQueue({ write: () => held, log });
    for (let i = 0; i < 11_000; i++) queue.add(logged(String(i)));
    expect(queue.dropped).toBe(500); // 500 are being written, 10,000 wait.
    release();
    await queue.drained();
    expect(queue.written).toBe(10_500);
  });

  it('holds only so many bytes', () => {
    const queue = new LogQueue({ write: () => new Promise(() => {}), log });
    for (let i = 0; i < 2_000; i++) queue.add(logged(String(i), 'x'.repeat(16_000)));
    expect(queue.dropped).toBeGreaterThan(0);
    expect(queue.queued * 16_000).toBeLessThanOrEqual(16_000_000);
  });

  it('goes on after a failure, and counts what it lost', async () => {
    let failures = 1;
    const write = () => (failures-- > 0 ? Promise.reject(new Error('away')) : Promise.resolve());
    const queue = new LogQueue({ write, log, lingerMs: 1 });
    queue.add(logged('1'));
    await queue.drained();
    queue.add(logged('2'));
    await eventually(() => expect(queue).toMatchObject({ written: 1, dropped: 1 }));
  });
});
