// One secret serves both schemes that merchants verify with. Standard Webhooks signs
// `id.timestamp.body` with the bytes behind `whsec_`; Stripe's libraries sign `timestamp.body`
// with the whole secret text. Several secrets (an overlap while one is replaced) give several
// signatures.
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

const prefix = 'whsec_';

/** A secret in the forms that the two schemes use as their key. */
export type SigningSecret = { readonly standard: KeyObject; readonly stripe: KeyObject };

/** @param text `whsec_` and base64 */
export function signingSecret(text: string): SigningSecret {
  if (!text.startsWith(prefix)) throw new Error('a signing secret begins with whsec_');
  return {
    standard: createSecretKey(text.slice(prefix.length), 'base64'),
    stripe: createSecretKey(text, 'utf8'),
  };
}

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
  const standard = secrets.map((secret) => {
    const mac = createHmac('sha256', secret.standard).update(`${eventId}.${timestampS}.`);
    return `v1,${mac.update(body).digest('base64')}`;
  });
  const stripe = secrets.map((secret) => {
    const mac = createHmac('sha256', secret.stripe).update(`${timestampS}.`);
    return `v1=${mac.update(body).digest('hex')}`;
  });
  return [
    'webhook-id',
    eventId,
    'webhook-timestamp',
    String(timestampS),
    'webhook-signature',
    standard.join(' '),
    'stripe-signature',
    [`t=${timestampS}`, ...stripe].join(','),
  ];
}
