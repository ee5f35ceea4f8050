import { deriveKey } from '@ledgerway/platform';

/** The keys of the gateway, each made from the installation's master key for one purpose. */
export type GatewaySecrets = {
  /** Hashes API keys for the database. */
  readonly keyHash: Buffer;
  /** Fingerprints the parameters of idempotent requests. */
  readonly fingerprint: Buffer;
  /** Encrypts stored answers that hold a secret. */
  readonly answer: Buffer;
  /** Makes the API keys of an operation, the same ones each time it is repeated. */
  readonly newKeys: Buffer;
};

export const gatewaySecrets = (masterKey: Buffer): GatewaySecrets => ({
  keyHash: deriveKey(masterKey, 'gateway-key-hash'),
  fingerprint: deriveKey(masterKey, 'gateway-fingerprint'),
  answer: deriveKey(masterKey, 'gateway-answer'),
  newKeys: deriveKey(masterKey, 'gateway-new-keys'),
});
