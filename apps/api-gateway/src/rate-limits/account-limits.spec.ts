import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';

const limits = { reads: 30, writes: 30, concurrency: 30 };
let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest({ rateLimits: limits });
});
afterAll(() => gateway?.stop());

const asOperator = (path: string, body: string) =>
  gateway.call('POST', path, { key: gateway.credentials.operator_key, body });
const change = (body: string, id = gateway.credentials.account) =>
  asOperator(`/v1/accounts/${id}`, body);

async function admittedReads() {
  gateway.clock.advance(60_000);
  let admitted = 0;
  for (let i = 0; i < 60; i++)
    if ((await gateway.call('GET', '/v1/account')).status === 200) admitted += 1;
  return admitted;
}

describe('the limits of one account', () => {
  it('are changed by the operator, one by one, and go back to what everyone has', async () => {
    const changed = await change('rate_limit[reads]=7&rate_limit[concurrency]=5');
    expect(changed.json).toMatchObject({
      id: gateway.credentials.account,
      object: 'account',
      rate_limit: { reads: 7, writes: 30, concurrency: 5 },
    });
    expect((await change('')).json.rate_limit).toEqual({ reads: 7, writes: 30, concurrency: 5 });
    const back = await change('rate_limit[reads]=&rate_limit[concurrency]=');
    expect(back.json.rate_limit).toEqual(limits);
  });

  it('hold for its requests from the next lease on', async () => {
    await change('rate_limit[reads]=7');
    await gateway.call('GET', '/v1/account'); // Takes a lease in the background.
    await gateway.background.limiter!.stop();
    expect(await admittedReads()).toBe(7);
    await change('rate_limit[reads]=');
    gateway.clock.advance(1_000);
    await gateway.call('GET', '/v1/account');
    await gateway.background.limiter!.stop();
    expect(await admittedReads()).toBe(30);
  });

  it.each(['rate_limit[reads]=0', 'rate_limit[reads]=x', 'rate_limit[deletes]=1', 'rate_limit=1'])(
    'cannot be %s',
    async (body) => expect((await change(body)).status).toBe(400),
  );

  it('are not for the account itself to change, and of nobody are not found', async () => {
    const path = `/v1/accounts/${gateway.credentials.account}`;
    const body = 'rate_limit[reads]=1000';
    expect((await gateway.call('POST', path, { body })).status).toBe(403);
    expect((await change(body, 'acct_nobody')).status).toBe(404);
  });
});
