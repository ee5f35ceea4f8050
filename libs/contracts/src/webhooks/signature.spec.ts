import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { isEd25519Signature, signatureHeaders } from './signature.js';
import { ed25519Texts, publicKeyOf, signingSecret } from './signing-secret.js';

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

  it('is made of a whsec_ or a whsk_ secret only', () => {
    expect(() => signingSecret('sk_test_1')).toThrow('whsec_');
    expect(() => signingSecret('whsk_AAAA')).toThrow('32 bytes');
  });
});

describe('an Ed25519 signature', () => {
  const { secret, publicKey } = ed25519Texts(randomBytes(32));
  const accepted = (headers: Record<string, string>, bytes = body) => {
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': all } = headers;
    const own = all!.split(' ').filter((signature) => signature.startsWith('v1a,'));
    expect(own).toHaveLength(1);
    const message = { id: id!, timestampS: Number(timestamp), body: bytes };
    return isEd25519Signature(own[0]!.slice('v1a,'.length), publicKeyOf(publicKey), message);
  };

  it('is made beside those of shared secrets, and hides none of them', () => {
    const shared = newSecret();
    const headers = signed([shared, secret]);
    expect(accepted(headers)).toBe(true);
    expect(accepted(headers, Buffer.from('{}'))).toBe(false);
    expect(new Webhook(shared).verify(body, headers)).toMatchObject({ id: 'evt_1' });
    expect(construct(headers, shared)).toMatchObject({ id: 'evt_1' });
  });

  it('is verified with the public key only', () => {
    expect(() => publicKeyOf(secret)).toThrow('whpk_');
    expect(() => publicKeyOf('whpk_AAAA')).toThrow();
    const [own] = signed([secret])['webhook-signature']!.split(' ');
    const other = publicKeyOf(ed25519Texts(randomBytes(32)).publicKey);
    const message = { id: 'evt_1', timestampS: now(), body };
    expect(isEd25519Signature(own!.slice('v1a,'.length), other, message)).toBe(false);
  });

  it('may be the only one: then there is nothing that a shared secret could check', () => {
    const headers = signed([secret]);
    expect(accepted(headers)).toBe(true);
    expect(headers).not.toHaveProperty('stripe-signature');
  });
});
