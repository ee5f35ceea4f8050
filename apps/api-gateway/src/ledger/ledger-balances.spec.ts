import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway?.stop());

const get = (query: string, key?: string) =>
  gateway.call('GET', `/v1/ledger/balances?${query}`, { key });
const asked = () => gateway.reporting.asked.at(-1)!.ask;

describe('the balance of an account of the ledger', () => {
  const own = () => `merchant_available:${gateway.credentials.account}`;

  it('is told to its merchant as of any moment, by either time', async () => {
    const query = `account=${own()}&as_of=2026-08-01T08:00:00%2B08:00&by=effective`;
    expect((await get(query)).json).toEqual({
      object: 'ledger_balance',
      account: own(),
      as_of: Date.UTC(2026, 7, 1) / 1000,
      balances: [{ currency: 'hkd', pending: 0, posted: -1978 }],
      by: 'effective',
      livemode: false,
    });
    expect(asked()).toMatchObject({ asOfMs: Date.UTC(2026, 7, 1), by: 'effective' });
    await get(`account=${own()}&as_of=${Date.UTC(2026, 7, 1) / 1000}&currency=HKD`);
    expect(asked()).toMatchObject({ asOfMs: Date.UTC(2026, 7, 1), by: 'recorded' });
    expect(asked()).toMatchObject({ currency: 'hkd', livemode: false });
    expect((await get(`account=${own()}`)).json.as_of).toBeNull();
  });

  it.each([
    ['another merchant’s', 'merchant_available:acct_another'],
    ['the house’s own', 'fee:card'],
    ['one that cannot be', 'pocket:acct_1'],
  ])('is not told of an account that is %s', async (_whose, account) => {
    expect(await get(`account=${account}`)).toMatchObject({
      status: 400,
      json: { error: { code: 'resource_missing', param: 'account' } },
    });
  });

  it('is told to the operator of every account, in either mode', async () => {
    const { operator_key: operator } = gateway.credentials;
    expect((await get('account=fee:card&livemode=true', operator)).status).toBe(200);
    expect(asked()).toMatchObject({ account: 'fee:card', livemode: true });
    expect((await get('account=pocket', operator)).status).toBe(400);
  });

  it.each(['2026-08-01', 'yesterday', '2026-13-01T00:00:00Z'])(
    'is not told as of %s',
    async (text) => {
      expect(await get(`account=${own()}&as_of=${text}`)).toMatchObject({
        status: 400,
        json: { error: { param: 'as_of' } },
      });
    },
  );
});
