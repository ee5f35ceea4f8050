import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway?.stop());

const expanding = async (permissions: string, path: string) => {
  const { json } = await gateway.call('POST', '/v1/api_keys', {
    body: `type=restricted&${permissions}`,
  });
  return gateway.call('GET', path, { key: json.secret });
};

describe('an expanded object', () => {
  it.each([
    ['balance_transaction', 'balance'],
    ['customer', 'customer'],
    ['payment_intent', 'payment_intent'],
    ['refunds', 'refund'],
    ['refunds.data.balance_transaction', 'balance'],
  ])('%s of a charge needs the permission to read a %s', async (path, resource) => {
    const url = `/v1/charges?expand[]=data.${path}`;
    const others = ['balance', 'charge', 'customer', 'payment_intent', 'refund']
      .filter((other) => other !== resource)
      .map((other) => `permissions[${other}]=read`)
      .join('&');
    const without = await expanding(others, url);
    expect(without).toMatchObject({ status: 403, json: { error: {} } });
    expect(without.json.error.message).toContain(`${resource}_read`);
    const having = await expanding(`${others}&permissions[${resource}]=read`, url);
    expect(having.status).toBe(200);
  });

  it('is not guarded from who may see everything', async () => {
    const answer = await gateway.call('GET', '/v1/charges?expand[]=data.customer');
    expect(answer.status).toBe(200);
  });

  it('that does not exist is still a wrong path', async () => {
    const answer = await expanding('permissions[charge]=read', '/v1/charges?expand[]=data.magic');
    expect(answer.status).toBe(400);
  });
});
