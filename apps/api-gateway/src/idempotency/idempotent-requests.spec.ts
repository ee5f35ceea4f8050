// Idempotency as clients meet it: every row of the contract's table, on two gateways and one database.
import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';

let gateway: GatewayUnderTest;
let other: Awaited<ReturnType<GatewayUnderTest['another']>>;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
  other = await gateway.another();
});
afterAll(() => gateway?.stop());

const sale = 'amount=2000&currency=hkd&source=tok_visa';
let keys = 0;
const newKey = () => `key-${++keys}`;
const post = (
  path: string,
  body: string,
  key: string,
  at: Pick<GatewayUnderTest, 'call'> = gateway,
) => at.call('POST', path, { body, headers: { 'idempotency-key': key } });
const charge = (key: string, body = sale, at?: Pick<GatewayUnderTest, 'call'>) =>
  post('/v1/charges', body, key, at);

describe('the same request again', () => {
  it.each([
    ['on the same gateway', () => gateway],
    ['on another gateway', () => other],
  ])('%s is answered with the same bytes, also when the charge has changed', async (_at, where) => {
    const key = newKey();
    const first = await charge(key);
    await gateway.stored();
    const changed = await gateway.call('POST', `/v1/charges/${first.json.id}`, {
      body: 'description=changed',
    });
    expect(changed.status).toBe(200);
    const again = await charge(key, sale, where());
    expect(again).toMatchObject({ status: 200, text: first.text });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.headers.get('original-request')).toBe(first.headers.get('request-id'));
    expect(again.headers.get('request-id')).not.toBe(first.headers.get('request-id'));
    expect(again.headers.get('idempotency-key')).toBe(key);
  });

  it('may spell its parameters differently', async () => {
    const key = newKey();
    const first = await charge(key, `${sale}&description=a+b&expand[]=customer`);
    const spelled = `expand%5B0%5D=customer&description=a%20b&${sale}`;
    expect((await charge(key, spelled)).text).toBe(first.text);
    const json = { amount: 2000, currency: 'hkd', source: 'tok_visa', description: 'a b' };
    const asJson = await gateway.call('POST', '/v1/charges', {
      body: JSON.stringify({ ...json, expand: ['customer'] }),
      headers: { 'idempotency-key': key, 'content-type': 'application/json' },
    });
    expect(asJson.text).toBe(first.text);
  });

  it('is answered with the decline that it got', async () => {
    const key = newKey();
    const declining = 'amount=2000&currency=hkd&source=tok_chargeDeclined';
    const first = await charge(key, declining);
    await gateway.stored();
    const again = await charge(key, declining, other);
    expect(again).toMatchObject({ status: 402, text: first.text });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });

  it('may come with another key of the account', async () => {
    const key = newKey();
    const first = await charge(key);
    const made = await gateway.call('POST', '/v1/api_keys', { body: 'type=secret' });
    const again = await gateway.call('POST', '/v1/charges', {
      body: sale,
      key: made.json.secret as string,
      headers: { 'idempotency-key': key },
    });
    expect(again.text).toBe(first.text);
  });

  it('on two gateways at once is one charge', async () => {
    const [here, there] = [newKey(), newKey()].map((key) =>
      Promise.all([charge(key, sale, gateway), charge(key, sale, other), charge(key, sale, other)]),
    );
    for (const answers of await Promise.all([here!, there!])) {
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      const originals = answers.filter(({ headers }) => !headers.has('idempotent-replayed'));
      expect(originals).toHaveLength(1);
    }
  });
});

describe('a key used for something else', () => {
  it('on another endpoint is refused, and both are named', async () => {
    const key = newKey();
    const { json } = await charge(key);
    const misused = await post('/v1/refunds', `charge=${json.id}`, key, other);
    expect(misused).toMatchObject({ status: 400, json: { error: { type: 'idempotency_error' } } });
    expect(misused.json.error.code).toBeUndefined();
    expect(misused.json.error.message).toMatch(
      /^Keys for idempotent requests can only be used for/,
    );
    expect(misused.json.error.message).toContain("('/v1/charges' vs '/v1/refunds')");
  });

  it('with other parameters is refused', async () => {
    const key = newKey();
    await charge(key);
    for (const body of [`${sale}&description=x`, `${sale}&expand[]=customer`, sale.slice(0, -1)]) {
      const misused = await charge(key, body, other);
      expect(misused).toMatchObject({
        status: 400,
        json: { error: { type: 'idempotency_error' } },
      });
      expect(misused.json.error.message).toContain(`other than '${key}'`);
    }
  });

  it('in the other mode is a key of its own', async () => {
    const key = newKey();
    await charge(key);
    const live = await gateway.call('POST', '/v1/webhook_endpoints', {
      key: gateway.credentials.live_secret_key,
      body: 'url=https%3A%2F%2Fshop.example%2Fhook&enabled_events[]=*',
      headers: { 'idempotency-key': key },
    });
    expect(live.status).toBe(200);
  });
});

describe('what is not kept', () => {
  it.each([
    ['a wrong parameter', () => ({ body: 'amount=0&currency=hkd&source=tok_visa' }), 400],
    ['an unknown key', () => ({ body: sale, key: 'sk_test_unknownunknownunknownunkn' }), 401],
    ['a reference to nothing', () => ({ body: 'amount=1000&currency=hkd&source=tok_none' }), 400],
  ])('%s: the key is still free', async (_what, refused, status) => {
    const key = newKey();
    const headers = { 'idempotency-key': key };
    const first = await gateway.call('POST', '/v1/charges', { ...refused(), headers });
    expect(first.status).toBe(status);
    const fixed = await charge(key, sale, other);
    expect(fixed.status).toBe(200);
    expect(fixed.headers.has('idempotent-replayed')).toBe(false);
  });

  it('a key on GET or DELETE', async () => {
    const key = newKey();
    const headers = { 'idempotency-key': key };
    expect((await gateway.call('GET', '/v1/charges', { headers })).status).toBe(200);
    expect((await gateway.call('GET', '/v1/account', { headers })).status).toBe(200);
    expect((await gateway.call('DELETE', '/v1/api_keys/key_x', { headers })).status).toBe(404);
    expect((await charge(key)).headers.has('idempotent-replayed')).toBe(false);
  });

  it('an answer longer than its time', async () => {
    const key = newKey();
    const first = await charge(key);
    await gateway.stored();
    gateway.clock.advance(24 * 3_600_000 - 1);
    expect((await charge(key)).text).toBe(first.text);
    gateway.clock.advance(1);
    const later = await charge(key);
    expect(later.json.id).not.toBe(first.json.id);
    expect(later.headers.has('idempotent-replayed')).toBe(false);
  });
});

describe('the text of a key', () => {
  it.each([
    ['nothing', '', 400],
    ['256 characters', 'k'.repeat(256), 400],
    ['255 characters', 'k'.repeat(255), 200],
    ['quotes and spaces', `a'b "c`, 200],
  ])('may not be empty or too long: %s', async (_what, key, status) =>
    expect((await charge(key)).status).toBe(status),
  );
});
