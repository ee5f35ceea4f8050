// One shared secret serves both schemes that merchants verify with. Standard Webhooks signs
// `id.timestamp.body` with the bytes behind `whsec_`; Stripe's libraries sign `timestamp.body`
// with the whole secret text. Several secrets (an overlap while one is replaced, or an Ed25519 one
// beside) give several signatures.
import { createHmac, sign } from 'node:crypto';
import type { SharedSecret, SigningSecret } from './signing-secret.js';

export { signingSecret, type SigningSecret } from './signing-secret.js';

/**
 * Names and values in turn. The timestamp is the attempt's own: receivers refuse old signatures, so
 * each attempt is signed anew over the same bytes.
 */
export function signatureHeaders(
  secrets: readonly SigningSecret[],
  eventId: string,
  timestampS: number,
  body: Buffer,
): string[] {
  const signed = `${eventId}.${timestampS}.`;
  const standard = secrets.map((secret) => standardSignature(secret, signed, body));
  const headers = [
    'webhook-id',
    eventId,
    'webhook-timestamp',
    String(timestampS),
    'webhook-signature',
    standard.join(' '),
  ];
  const shared = secrets.filter((secret) => secret.kind === 'hmac');
  if (shared.length > 0)
    headers.push('stripe-signature', stripeSignature(shared, timestampS, body));
  return headers;
}

function standardSignature(secret: SigningSecret, signed: string, body: Buffer): string {
  if (secret.kind === 'ed25519') {
    const bytes = Buffer.concat([Buffer.from(signed), body]);
    return `v1a,${sign(null, bytes, secret.key).toString('base64')}`;
  }
  const mac = createHmac('sha256', secret.standard).update(signed).update(body);
  return `v1,${mac.digest('base64')}`;
}

function stripeSignature(secrets: SharedSecret[], timestampS: number, body: Buffer): string {
  const signatures = secrets.map(({ stripe }) => {
    const mac = createHmac('sha256', stripe).update(`${timestampS}.`).update(body);
    return `v1=${mac.digest('hex')}`;
  });
  return [`t=${timestampS}`, ...signatures].join(',');
}
