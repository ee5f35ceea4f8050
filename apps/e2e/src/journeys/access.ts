import { sdkFor } from '../deployment/deployment.js';
import { openAccount } from './account.js';
import type { Journey } from './journey.js';

export const access: Journey = (deployment) => {
  const account = (name: string) => openAccount(deployment(), name);

  describe('keys', () => {
    it('work as Bearer and as Basic', async () => {
      const { secret_key: key } = deployment().credentials;
      const basic = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
      const bearer = await deployment().request('GET', '/v1/account');
      const answer = await deployment().request('GET', '/v1/account', {
        headers: { authorization: basic },
      });
      expect([bearer.status, answer.status]).toEqual([200, 200]);
      expect(answer.json['id']).toBe(deployment().credentials.account);
    });

    it.each([
      ['an unknown secret key', 'sk_test_unknown0000000000000000'],
      ['nonsense', 'nonsense'],
    ])('%s is refused with 401', async (_what, key) => {
      const answer = await deployment().request('GET', '/v1/charges', { key });
      expect(answer.status).toBe(401);
      expect(answer.json['error']).toMatchObject({ type: 'invalid_request_error' });
      expect(answer.text).not.toContain('unknown0000000000');
    });

    it('that are publishable may not charge', async () => {
      const answer = await deployment().request('POST', '/v1/charges', {
        key: deployment().credentials.publishable_key,
        body: 'amount=2000&currency=usd&source=tok_visa',
      });
      expect(answer.status).toBe(401);
    });

    it('that are restricted may charge but not refund', async () => {
      const { json } = await deployment().request('POST', '/v1/api_keys', {
        body: 'type=restricted&name=till&permissions[charge]=write',
      });
      const till = deployment().sdk(json['secret'] as string);
      const { id } = await till.charges.create({
        amount: 2000,
        currency: 'hkd',
        source: 'tok_visa',
      });
      await expect(till.refunds.create({ charge: id })).rejects.toMatchObject({
        type: 'StripePermissionError',
        statusCode: 403,
        message: expect.stringContaining('refund_write') as string,
      });
    });

    it('are not needed where a client gets tokens', async () => {
      const { json: client } = await deployment().request('POST', '/v1/oauth_clients', {
        body: 'scopes[]=charge:write',
      });
      const { json: token } = await deployment().request('POST', '/oauth/token', {
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: client['client_id'] as string,
          client_secret: client['client_secret'] as string,
        }).toString(),
      });
      const stripe = deployment().sdk(token['access_token'] as string);
      const sale = { amount: 2000, currency: 'hkd', source: 'tok_visa' };
      expect(await stripe.charges.create(sale)).toMatchObject({ status: 'succeeded' });
      await expect(stripe.customers.create()).rejects.toMatchObject({ statusCode: 403 });
    });

    it('can be made, used and revoked', async () => {
      const { json } = await deployment().request('POST', '/v1/api_keys', {
        body: 'type=secret&name=ci',
      });
      const key = json['secret'] as string;
      expect((await deployment().request('GET', '/v1/balance', { key })).status).toBe(200);
      await deployment().request('DELETE', `/v1/api_keys/${json['id'] as string}`);
      expect((await deployment().request('GET', '/v1/balance', { key })).status).toBe(401);
    });
  });

  describe('accounts', () => {
    it('never see each other’s charges', async () => {
      const [one, other] = [await account('one'), await account('other')];
      const mine = sdkFor(deployment().base, one.keys.secret);
      const theirs = sdkFor(deployment().base, other.keys.secret);
      const charge = await mine.charges.create({
        amount: 2000,
        currency: 'hkd',
        source: 'tok_visa',
      });
      await expect(theirs.charges.retrieve(charge.id)).rejects.toMatchObject({ statusCode: 404 });
      await expect(theirs.refunds.create({ charge: charge.id })).rejects.toMatchObject({
        statusCode: 404,
      });
      await expect(theirs.charges.capture(charge.id)).rejects.toMatchObject({ statusCode: 404 });
      expect((await theirs.charges.list()).data).toEqual([]);
      expect((await mine.charges.list()).data.map(({ id }) => id)).toEqual([charge.id]);
    });

    it('keep test and live mode apart', async () => {
      const { keys } = await account('modes');
      const test = sdkFor(deployment().base, keys.secret);
      const live = sdkFor(deployment().base, keys.live_secret);
      const charge = await test.charges.create({
        amount: 2000,
        currency: 'hkd',
        source: 'tok_visa',
      });
      await expect(live.charges.retrieve(charge.id)).rejects.toMatchObject({
        code: 'resource_missing',
      });
      await expect(
        live.charges.create({ amount: 2000, currency: 'hkd', source: 'tok_visa' }),
      ).rejects.toMatchObject({ code: 'resource_missing' });
    });

    it('are made by the operator only', async () => {
      const answer = await deployment().request('POST', '/v1/accounts', {
        body: 'country=HK&default_currency=hkd',
      });
      expect([401, 403]).toContain(answer.status);
    });
  });
};
