import type { Journey } from './journey.js';

const body = 'amount=1500&currency=hkd&source=tok_visa';

export const idempotency: Journey = (deployment) => {
  const create = (key: string, text = body) =>
    deployment().request('POST', '/v1/charges', {
      body: text,
      headers: { 'idempotency-key': key },
    });

  describe('an Idempotency-Key', () => {
    it('gives the same bytes again, and says so, whatever happened to the charge since', async () => {
      const first = await create('replayed');
      await deployment()
        .sdk()
        .refunds.create({ charge: first.json['id'] as string });
      const second = await create('replayed');
      expect(second.text).toBe(first.text);
      expect(second.status).toBe(200);
      expect(second.headers.get('idempotent-replayed')).toBe('true');
      expect(first.headers.get('idempotent-replayed')).toBeNull();
    });

    it('replays a decline as it was', async () => {
      const declined = 'amount=1500&currency=hkd&source=tok_chargeDeclined';
      const first = await create('declined', declined);
      const second = await create('declined', declined);
      expect([first.status, second.status]).toEqual([402, 402]);
      expect(second.text).toBe(first.text);
    });

    it('with other parameters is refused', async () => {
      await create('reused');
      const other = await create('reused', 'amount=1600&currency=hkd&source=tok_visa');
      expect(other.status).toBe(400);
      expect(other.json['error']).toMatchObject({ type: 'idempotency_error' });
    });

    it('on another endpoint is refused', async () => {
      const charge = await create('elsewhere');
      const refund = await deployment().request('POST', '/v1/refunds', {
        body: `charge=${charge.json['id'] as string}`,
        headers: { 'idempotency-key': 'elsewhere' },
      });
      expect(refund.status).toBe(400);
      expect(refund.json['error']).toMatchObject({ type: 'idempotency_error' });
    });

    it('is free again after a refusal: the mistake can be mended under the same key', async () => {
      const refused = await create('mended', 'amount=1&currency=hkd&source=tok_visa');
      expect(refused.status).toBe(400);
      expect((await create('mended')).status).toBe(200);
    });

    it('used by 100 at once makes one charge and one body', async () => {
      const answers = await Promise.all(Array.from({ length: 100 }, () => create('stampede')));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    });
  });
};
