import { createSecretKey, type KeyObject } from 'node:crypto';
import { vaultTransit } from '@ledgerway/contracts';
import { deriveKey } from '@ledgerway/platform';

/**
 * The keys of the gateway, each made from the installation's master key for one purpose. As key
 * objects: Node imports a key that is given as bytes anew at each use, which costs ten hashes.
 */
export type GatewaySecrets = {
  /** Hashes API keys for the database. */
  readonly keyHash: KeyObject;
  /** Fingerprints the parameters of idempotent requests. */
  readonly fingerprint: KeyObject;
  /** Encrypts stored answers that hold a secret. */
  readonly answer: Buffer;
  /** Makes the API keys of an operation, the same ones each time it is repeated. */
  readonly newKeys: KeyObject;
  /** Makes the client secrets of intents; they are stored nowhere. */
  readonly clientSecret: Buffer;
  /** Signs the forms on the payer's pages. */
  readonly formTokens: KeyObject;
  /** Seals card numbers on their way to the vault. */
  readonly vaultIntake: Buffer;
};

export function gatewaySecrets(masterKey: Buffer): GatewaySecrets {
  const keyFor = (purpose: string) => createSecretKey(deriveKey(masterKey, `gateway-${purpose}`));
  return {
    keyHash: keyFor('key-hash'),
    fingerprint: keyFor('fingerprint'),
    answer: deriveKey(masterKey, 'gateway-answer'),
    newKeys: keyFor('new-keys'),
    clientSecret: deriveKey(masterKey, 'gateway-client-secret'),
    formTokens: keyFor('form-tokens'),
    vaultIntake: deriveKey(masterKey, vaultTransit.intake),
  };
}
