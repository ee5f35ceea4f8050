// The time of an account's test mode: what moves it, and what goes by it.
import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';
import { formOf, intentsOf, type Form } from '../under-test/intents-under-test.js';

let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await startGatewayUnderTest();
});
afterEach(() => gateway?.stop());

const { post, create, byWallet } = intentsOf(() => gateway);
const day = 86_400;
const advance = (seconds: number | string, key?: string) =>
  post('/v1/test_helpers/clock/advance', { seconds }, key);
const nowSeconds = () => Math.floor(gateway.clock.now() / 1000);
const created = async (key?: string) =>
  (await post('/v1/payment_intents', { amount: 2000, currency: 'hkd' }, key)).json
    .created as number;

describe('advancing the clock', () => {
  it('moves the test mode of the account, in every service', async () => {
    const answer = await advance(3 * day);
    expect(answer).toMatchObject({
      status: 200,
      json: { object: 'test_helpers.clock', now: nowSeconds() + 3 * day },
    });
    expect(await created()).toBe(nowSeconds() + 3 * day);
    expect(gateway.payments.clocks).toMatchObject([{ offsetMs: 3 * day * 1000 }]);
    await advance(day);
    expect(await created()).toBe(nowSeconds() + 4 * day);
  });

  it('leaves live mode and other accounts alone', async () => {
    const operator = gateway.credentials.operator_key;
    const other = await gateway.call('POST', '/v1/accounts', { key: operator, body: 'country=HK' });
    await advance(day);
    expect(await created(gateway.credentials.live_secret_key)).toBe(nowSeconds());
    expect(await created(other.json.keys.secret as string)).toBe(nowSeconds());
  });

  it('is known to another gateway once that has looked', async () => {
    const other = await gateway.another();
    await advance(day);
    const path = '/v1/test_helpers/clock/advance';
    const further = await other.call('POST', path, { body: `seconds=${day}` });
    expect(further.json.now).toBe(nowSeconds() + 2 * day);
  });

  it('ages idempotency keys', async () => {
    const headers = { 'idempotency-key': 'aged' };
    const body = formOf({ amount: 2000, currency: 'hkd' });
    const same = () => gateway.call('POST', '/v1/payment_intents', { body, headers });
    const first = await same();
    await advance(day - 60);
    expect((await same()).text).toBe(first.text);
    await gateway.stored();
    await advance(61);
    const fresh = await same();
    expect(fresh.headers.get('idempotent-replayed')).toBeNull();
    expect(fresh.json.id).not.toBe(first.json.id);
  });

  it('moves it once, however often the request is sent', async () => {
    const headers = { 'idempotency-key': 'once' };
    const path = '/v1/test_helpers/clock/advance';
    const once = () => gateway.call('POST', path, { body: 'seconds=60', headers });
    expect((await once()).text).toBe((await once()).text);
    expect(await created()).toBe(nowSeconds() + 60);
  });

  it('goes by the account’s own time on the payer’s pages', async () => {
    const { id } = (await byWallet('fps')).json;
    const picture = () => fetch(`http://127.0.0.1:${gateway.port}/qr/${id}.svg`);
    expect((await picture()).status).toBe(200);
    await advance(15 * 60);
    expect((await picture()).status).toBe(404);
  });

  it.each([0, -1, 'soon'])('by %s is refused', async (seconds) => {
    expect(await advance(seconds)).toMatchObject({
      status: 400,
      json: { error: { param: 'seconds', code: 'parameter_invalid_integer' } },
    });
  });

  it('beyond what anybody tests is refused', async () => {
    for (let years = 0; years < 100; years += 10) await advance(10 * 365 * day);
    expect(await advance(10 * 366 * day)).toMatchObject({ status: 400 });
  });
});

describe('a test clock', () => {
  const path = '/v1/test_helpers/test_clocks';
  const clock = (params: Form = {}) => post(path, { frozen_time: nowSeconds(), ...params });

  it('moves the time of its account when it is advanced', async () => {
    const { json } = await clock({ name: 'subscriptions' });
    expect(json).toMatchObject({
      id: expect.stringMatching(/^clock_/) as string,
      object: 'test_helpers.test_clock',
      created: nowSeconds(),
      frozen_time: nowSeconds(),
      livemode: false,
      name: 'subscriptions',
      status: 'ready',
    });
    const later = nowSeconds() + 7 * day;
    const advanced = await post(`${path}/${json.id}/advance`, { frozen_time: later });
    expect(advanced.json).toEqual({ ...json, frozen_time: later });
    expect((await gateway.call('GET', `${path}/${json.id}`)).json).toEqual(advanced.json);
    expect(await created()).toBe(later);
    const back = await post(`${path}/${json.id}/advance`, { frozen_time: later - 1 });
    expect(back).toMatchObject({ status: 400, json: { error: { param: 'frozen_time' } } });
  });

  it('is listed until it is deleted', async () => {
    const [first, second] = [await clock(), await clock()];
    const list = async () => (await gateway.call('GET', path)).json;
    expect(await list()).toMatchObject({ object: 'list', url: path });
    const ids = (await list()).data.map(({ id }: { id: string }) => id).toSorted();
    expect(ids).toEqual([first.json.id, second.json.id].toSorted());
    const { id } = first.json;
    const gone = await gateway.call('DELETE', `${path}/${id}`);
    expect(gone.json).toEqual({ id, object: 'test_helpers.test_clock', deleted: true });
    expect((await list()).data).toEqual([second.json]);
    for (const method of ['GET', 'DELETE'])
      expect(await gateway.call(method, `${path}/${id}`)).toMatchObject({ status: 404 });
    expect(await post(`${path}/${id}/advance`, { frozen_time: 1 })).toMatchObject({ status: 404 });
  });

  it('needs a time', async () => {
    expect(await clock({ frozen_time: undefined })).toMatchObject({
      status: 400,
      json: { error: { code: 'parameter_missing', param: 'frozen_time' } },
    });
  });
});

it('the time of a new object is that of its account', async () => {
  await advance(60);
  expect((await create()).json.created).toBe(nowSeconds() + 60);
});
