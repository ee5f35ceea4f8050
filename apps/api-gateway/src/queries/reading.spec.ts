import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ metrics: true });
});
afterAll(() => gateway?.stop());

const get = (path: string, key?: string) => gateway.call('GET', path, { key });

describe('what is only read', () => {
  it('the balance', async () =>
    expect((await get('/v1/balance')).json).toMatchObject({
      object: 'balance',
      livemode: false,
      pending: [{ amount: 2000, currency: 'hkd', source_types: { card: 2000 } }],
    }));

  it('balance transactions, with the charge behind them', async () => {
    const body = 'amount=2000&currency=hkd&source=tok_visa';
    const charge = (await gateway.call('POST', '/v1/charges', { body })).json;
    const path = `/v1/balance_transactions/${charge.balance_transaction}?expand[]=source`;
    expect((await get(path)).json).toMatchObject({ amount: 2000, source: { id: charge.id } });
    const list = await get('/v1/balance_transactions?limit=1&expand[]=data.source');
    expect(list.json.data[0].source.id).toBe(charge.id);
    expect(await get('/v1/balance_transactions?payout=po_1')).toMatchObject({
      status: 400,
      json: { error: { code: 'resource_missing', param: 'payout' } },
    });
    expect((await get('/v1/balance_transactions/txn_1')).status).toBe(404);
  });

  it('events, frozen but for how many webhooks still wait', async () => {
    expect((await get('/v1/events/evt_1')).json).toEqual({
      id: 'evt_1',
      object: 'event',
      pending_webhooks: 0,
    });
    expect((await get('/v1/events/evt_2')).status).toBe(404);
    expect((await get('/v1/events?types[]=charge.succeeded&limit=1')).json.data).toEqual([]);
  });

  it('the ledger: its own for an account, all of it for the operator', async () => {
    const own = await get('/v1/ledger/entries');
    expect(own.json.data[0].postings.map((leg: { amount: number }) => leg.amount)).toEqual([
      2000, -2000,
    ]);
    expect(gateway.reporting.asked.at(-1)!.ask).toMatchObject({ livemode: false });
    await get('/v1/ledger/entries', gateway.credentials.operator_key);
    expect(gateway.reporting.asked.at(-1)!.ask).not.toHaveProperty('merchantId');
  });

  it('health and metrics, without a key', async () => {
    expect((await get('/health/live', '')).status).toBe(200);
    expect((await get('/health/ready', '')).json).toEqual({ status: 'ok', parts: {} });
    const { text } = await get('/metrics', '');
    expect(text).toMatch(
      /http_requests_total\{method="GET",route="\/v1\/balance",status="200"\} 1/,
    );
  });
});

describe('a service behind the gateway that does not answer', () => {
  it('makes a 503 that SDKs send again', async () => {
    const balance = gateway.reporting.handlers['reporting.balance']!;
    delete gateway.reporting.handlers['reporting.balance'];
    const answer = await get('/v1/balance');
    gateway.reporting.handlers['reporting.balance'] = balance;
    expect(answer).toMatchObject({ status: 503, json: { error: { type: 'api_error' } } });
    expect(answer.headers.get('stripe-should-retry')).toBe('true');
  });
});

describe('the sandbox acquirer', () => {
  const misbehave = (body: string, key?: string) =>
    gateway.call('POST', '/v1/test_helpers/acquirer', { body, key });

  it('can be told to misbehave for one account', async () => {
    const { status } = await misbehave('latency_ms=200&fail=timeout&count=3');
    expect(status).toBe(200);
    expect(gateway.payments.faults.at(-1)).toEqual({
      merchantId: gateway.credentials.account,
      livemode: false,
      fail: 'timeout',
      latencyMs: 200,
      count: 3,
    });
  });

  it.each([
    ['fail=melt', 'fail'],
    ['count=0', 'count'],
    ['latency_ms=-1', 'latency_ms'],
    ['speed=1', 'speed'],
  ])('does not know %s', async (body, param) =>
    expect(await misbehave(body)).toMatchObject({ status: 400, json: { error: { param } } }),
  );

  it('has no such switch in live mode', async () => {
    expect((await misbehave('', gateway.credentials.live_secret_key)).status).toBe(404);
  });
});
