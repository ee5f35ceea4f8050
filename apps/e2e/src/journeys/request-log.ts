import { eventually } from '@ledgerway/testing';
import type { Journey } from './journey.js';

export const requestLog: Journey = (deployment) => {
  /** A request is written down a moment after its answer. */
  const entryOf = (requestId: string | null) =>
    eventually(async () => {
      const { status, json } = await deployment().request('GET', `/v1/request_logs/${requestId}`);
      expect(status).toBe(200);
      return json;
    });

  describe('the request log', () => {
    it('shows what was asked and what was answered', async () => {
      const { headers } = await deployment().request('POST', '/v1/charges', {
        body: 'amount=2000&currency=hkd&source=tok_chargeDeclined',
        headers: { 'idempotency-key': 'looked up later' },
      });
      expect(await entryOf(headers.get('request-id'))).toMatchObject({
        method: 'POST',
        path: '/v1/charges',
        status: 402,
        error_code: 'card_declined',
        idempotency_key: 'looked up later',
      });
    });

    it('shows no card', async () => {
      const { headers } = await deployment().request('POST', '/v1/tokens', {
        body: 'card[number]=4242424242424242&card[exp_month]=12&card[exp_year]=2034&card[cvc]=314',
      });
      const { request_body: asked } = await entryOf(headers.get('request-id'));
      expect(asked).toContain('exp_year');
      expect(asked).not.toMatch(/4242|314/);
    });
  });
};
