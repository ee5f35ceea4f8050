// Signing secrets as texts, and in the forms that the schemes use as their keys.
import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';

const sharedPrefix = 'whsec_';
const privatePrefix = 'whsk_';
const publicPrefix = 'whpk_';
const seedBytes = 32;

// RFC 8410: what stands before the 32 bytes of a private Ed25519 key in PKCS #8.
const pkcs8Header = Buffer.from('302e020100300506032b657004220420', 'hex');

/** One secret, shared with the receiver, in the keys of the two schemes that it serves. */
export type SharedSecret = {
  readonly kind: 'hmac';
  readonly standard: KeyObject;
  readonly stripe: KeyObject;
};
/** Only we can sign with it; receivers have the public half. */
export type PrivateSecret = { readonly kind: 'ed25519'; readonly key: KeyObject };
export type SigningSecret = SharedSecret | PrivateSecret;

/**
 * @param text `whsec_` and base64, or `whsk_` and the base64 of an Ed25519 seed (the names of the
 * Standard Webhooks specification); its public half may follow the seed
 */
export function signingSecret(text: string): SigningSecret {
  if (text.startsWith(privatePrefix))
    return { kind: 'ed25519', key: ed25519Key(bytesAfter(privatePrefix, text)) };
  if (!text.startsWith(sharedPrefix))
    throw new Error('a signing secret begins with whsec_ or whsk_');
  return {
    kind: 'hmac',
    standard: createSecretKey(text.slice(sharedPrefix.length), 'base64'),
    stripe: createSecretKey(text, 'utf8'),
  };
}

/** What receivers verify with. @param text `whpk_` and base64 */
export function publicKeyOf(text: string): KeyObject {
  if (!text.startsWith(publicPrefix)) throw new Error('a public key begins with whpk_');
  const x = bytesAfter(publicPrefix, text).toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

/** The Ed25519 pair of a seed of 32 bytes, as texts: the first stays here, the second is told. */
export function ed25519Texts(seed: Buffer): { secret: string; publicKey: string } {
  const { x } = createPublicKey(ed25519Key(seed)).export({ format: 'jwk' });
  const publicBytes = Buffer.from(x!, 'base64url');
  const secretBytes = Buffer.concat([seed, publicBytes]);
  return {
    secret: `${privatePrefix}${secretBytes.toString('base64')}`,
    publicKey: `${publicPrefix}${publicBytes.toString('base64')}`,
  };
}

function ed25519Key(bytes: Buffer): KeyObject {
  if (bytes.length < seedBytes) throw new Error('an Ed25519 seed has 32 bytes');
  const key = Buffer.concat([pkcs8Header, bytes.subarray(0, seedBytes)]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

const bytesAfter = (prefix: string, text: string) =>
  Buffer.from(text.slice(prefix.length), 'base64');
