// One shared secret serves both schemes that merchants verify with. Standard Webhooks signs
// `id.timestamp.body` with the bytes behind `whsec_`; Stripe's libraries sign `timestamp.body`
// with the whole secret text. Several secrets (an overlap while one is replaced, or an Ed25519 one
// beside) give several signatures.
import { createHmac, sign, verify, type KeyObject } from 'node:crypto';
import type { SharedSecret, SigningSecret } from './signing-secret.js';

/** What is signed: an id is part of it in Standard Webhooks only. */
export type SignedMessage = {
  readonly id: string;
  /** Unix seconds, of the attempt and not of the event. */
  readonly timestampS: number;
  readonly body: Buffer;
};

const withId = ({ id, timestampS }: SignedMessage) => `${id}.${timestampS}.`;

/** As in `webhook-signature`, without the version: base64. */
export const standardSignature = (secret: SharedSecret, message: SignedMessage): string =>
  createHmac('sha256', secret.standard)
    .update(withId(message))
    .update(message.body)
    .digest('base64');

/** As in `Stripe-Signature`, without the version: hex. */
export const stripeSignature = (
  secret: SharedSecret,
  { timestampS, body }: Omit<SignedMessage, 'id'>,
): string =>
  createHmac('sha256', secret.stripe).update(`${timestampS}.`).update(body).digest('hex');

/** As in `webhook-signature`, without the version: base64. Whoever has the public key can tell. */
export const isEd25519Signature = (
  signature: string,
  key: KeyObject,
  message: SignedMessage,
): boolean => verify(null, bytesOf(message), key, Buffer.from(signature, 'base64'));

function versioned(secret: SigningSecret, message: SignedMessage): string {
  if (secret.kind === 'hmac') return `v1,${standardSignature(secret, message)}`;
  return `v1a,${sign(null, bytesOf(message), secret.key).toString('base64')}`;
}

const bytesOf = (message: SignedMessage): Buffer =>
  Buffer.concat([Buffer.from(withId(message)), message.body]);

/**
 * Names and values in turn. The timestamp is the attempt's own: receivers refuse old signatures, so
 * each attempt is signed anew over the same bytes.
 */
export function signatureHeaders(
  secrets: readonly SigningSecret[],
  message: SignedMessage,
): string[] {
  const headers = [
    'webhook-id',
    message.id,
    'webhook-timestamp',
    String(message.timestampS),
    'webhook-signature',
    secrets.map((secret) => versioned(secret, message)).join(' '),
  ];
  const shared = secrets.filter((secret) => secret.kind === 'hmac');
  if (shared.length === 0) return headers;
  const stripe = shared.map((secret) => `v1=${stripeSignature(secret, message)}`);
  return [...headers, 'stripe-signature', [`t=${message.timestampS}`, ...stripe].join(',')];
}
