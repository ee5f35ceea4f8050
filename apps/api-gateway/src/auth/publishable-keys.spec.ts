// Browsers hold the publishable key, and may send it as a parameter.
import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';

let gateway: GatewayUnderTest;
let pk: string;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
  pk = gateway.credentials.publishable_key;
});
afterAll(() => gateway?.stop());

const card = 'card[number]=4242424242424242&card[exp_month]=5&card[exp_year]=2031&card[cvc]=314';

/** A request without an Authorization header. */
async function fromBrowser(method: string, path: string, body?: string, type?: string) {
  const response = await fetch(`http://127.0.0.1:${gateway.port}${path}`, {
    method,
    ...(body !== undefined && {
      body,
      headers: { 'content-type': type ?? 'application/x-www-form-urlencoded' },
    }),
  });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test says what it expects
  const json = (await response.json()) as any;
  return { status: response.status, json };
}

describe('a publishable key as a parameter', () => {
  it('makes a token: in the body, in the query and in JSON', async () => {
    expect(await fromBrowser('POST', '/v1/tokens', `${card}&key=${pk}`)).toMatchObject({
      status: 200,
      json: { object: 'token' },
    });
    expect((await fromBrowser('POST', `/v1/tokens?key=${pk}`, card)).status).toBe(200);
    const json = {
      key: pk,
      card: { number: '4242424242424242', exp_month: 5, exp_year: 2031, cvc: '314' },
    };
    const answer = await fromBrowser(
      'POST',
      '/v1/tokens',
      JSON.stringify(json),
      'application/json',
    );
    expect(answer.status).toBe(200);
  });

  it('opens nothing that is not for browsers', async () => {
    expect((await fromBrowser('POST', '/v1/charges', `amount=2000&key=${pk}`)).status).toBe(401);
    expect((await fromBrowser('GET', `/v1/charges?key=${pk}`)).status).toBe(401);
  });

  it('is the only kind of key that may stand there', async () => {
    const { secret_key: sk, operator_key: op } = gateway.credentials;
    for (const key of [sk, op, 'pk_test_unknown', '']) {
      const answer = await fromBrowser('POST', '/v1/tokens', `${card}&key=${key}`);
      expect(answer).toMatchObject({ status: 401, json: { error: {} } });
    }
    expect((await fromBrowser('POST', '/v1/tokens', card)).status).toBe(401);
  });

  it('is no parameter beside a key in the header', async () => {
    const answer = await gateway.call('POST', '/v1/tokens', { body: `${card}&key=${pk}` });
    expect(answer).toMatchObject({ status: 400, json: { error: { param: 'key' } } });
  });

  it('that was revoked is refused', async () => {
    const { json } = await gateway.call('POST', '/v1/api_keys', { body: 'type=publishable' });
    const token = () => fromBrowser('POST', '/v1/tokens', `${card}&key=${json.secret}`);
    expect((await token()).status).toBe(200);
    await gateway.call('DELETE', `/v1/api_keys/${json.id}`);
    expect((await token()).status).toBe(401);
  });
});
