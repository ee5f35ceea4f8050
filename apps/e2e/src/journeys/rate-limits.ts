import { openAccount } from './account.js';
import type { Journey } from './journey.js';

export const rateLimits: Journey = (deployment) => {
  const customers = (key: string, count: number) =>
    Promise.all(
      Array.from({ length: count }, () =>
        deployment().request('POST', '/v1/customers', { key, body: 'name=Ada' }),
      ),
    );

  describe('the rate limits', () => {
    it('say what is left', async () => {
      const { headers } = await deployment().request('GET', '/v1/balance');
      expect(headers.get('ratelimit-policy')).toMatch(/^"reads";q=\d+;w=1$/);
      expect(headers.get('ratelimit')).toMatch(/^"reads";r=\d+;t=\d+$/);
    });

    it('hold back an account that asks for too much, and no other', async () => {
      const busy = await openAccount(deployment(), 'busy');
      const quiet = await openAccount(deployment(), 'quiet');
      await deployment().request('POST', `/v1/accounts/${busy.id}`, {
        key: deployment().credentials.operator_key,
        body: 'rate_limit[writes]=1',
      });
      const [refused, served] = await Promise.all([
        customers(busy.keys.secret, 20),
        customers(quiet.keys.secret, 20),
      ]);
      const one = refused.find(({ status }) => status === 429);
      expect(one?.json['error']).toMatchObject({ code: 'rate_limit' });
      expect(Number(one?.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(one?.headers.get('stripe-rate-limited-reason')).toBe('global-rate');
      expect(served.map(({ status }) => status)).toEqual(served.map(() => 200));
    });
  });
};
