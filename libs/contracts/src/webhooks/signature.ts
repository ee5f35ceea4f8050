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

/** What is signed: an id is part of it in Standard Webhooks only. */
export type SignedMessage = {
  readonly id: string;
  /** Unix seconds, of the attempt and not of the event. */
  readonly timestampS: number;
  readonly body: Buffer;
};

/** As in `webhook-signature`, without the version: base64. */
export const standardSignature = (secret: SigningSecret, message: SignedMessage): string =>
  createHmac('sha256', secret.standard)
    .update(`${message.id}.${message.timestampS}.`)
    .update(message.body)
    .digest('base64');

/** As in `Stripe-Signature`, without the version: hex. */
export const stripeSignature = (
  secret: SigningSecret,
  message: Omit<SignedMessage, 'id'>,
): string =>
  createHmac('sha256', secret.stripe)
    .update(`${message.timestampS}.`)
    .update(message.body)
    .digest('hex');

/**
 * Names and values in turn. The timestamp is the attempt's own: receivers refuse old signatures, so
 * each attempt is signed anew over the same bytes.
 */
export function signatureHeaders(
  secrets: readonly SigningSecret[],
  message: SignedMessage,
): string[] {
  const standard = secrets.map((secret) => `v1,${standardSignature(secret, message)}`);
  const stripe = secrets.map((secret) => `v1=${stripeSignature(secret, message)}`);
  return [
    'webhook-id',
    message.id,
    'webhook-timestamp',
    String(message.timestampS),
    'webhook-signature',
    standard.join(' '),
    'stripe-signature',
    [`t=${message.timestampS}`, ...stripe].join(','),
  ];
}
