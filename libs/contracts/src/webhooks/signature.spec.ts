import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { signatureHeaders, signingSecret } from './signature.js';

const stripe = new Stripe('sk_test_unused');
const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;
const body = Buffer.from(JSON.stringify({ id: 'evt_1', note: 'Grüße, 港' }));
const now = () => Math.floor(Date.now() / 1000);

function signed(secrets: string[], timestampS = now()): Record<string, string> {
  const flat = signatureHeaders(secrets.map(signingSecret), { id: 'evt_1', timestampS, body });
  const pairs = flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1]!]] : []));
  return Object.fromEntries(pairs);
}
const construct = (headers: Record<string, string>, secret: string, bytes = body) =>
  stripe.webhooks.constructEvent(bytes, headers['stripe-signature']!, secret);

describe('the signature of a delivery', () => {
  it('is accepted by both official libraries with one secret', () => {
    const secret = newSecret();
    const headers = signed([secret]);
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({ id: 'evt_1' });
    expect(construct(headers, secret)).toMatchObject({ id: 'evt_1' });
  });

  it('is refused by both for another body, another secret or an old timestamp', () => {
    const secret = newSecret();
    const headers = signed([secret]);
    const changed = Buffer.from(body.toString().replace('evt_1', 'evt_2'));
    expect(() => new Webhook(secret).verify(changed, headers)).toThrow();
    expect(() => construct(headers, secret, changed)).toThrow();
    expect(() => new Webhook(newSecret()).verify(body, headers)).toThrow();
    expect(() => construct(headers, newSecret())).toThrow();
    const old = signed([secret], now() - 301);
    expect(() => new Webhook(secret).verify(body, old)).toThrow();
    expect(() => construct(old, secret)).toThrow();
  });

  it('carries one signature for each secret while one replaces the other', () => {
    const [before, after] = [newSecret(), newSecret()];
    const headers = signed([before, after]);
    for (const secret of [before, after]) {
      expect(new Webhook(secret).verify(body, headers)).toMatchObject({ id: 'evt_1' });
      expect(construct(headers, secret)).toMatchObject({ id: 'evt_1' });
    }
  });

  it('is made of a whsec_ secret only', () => {
    expect(() => signingSecret('sk_test_1')).toThrow('whsec_');
  });
});
