// The Ed25519 pair that seals are signed with. The private key is of whoever seals; the public one is
// all that a check needs.
import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

/** For whoever derives the seed from a master key. */
export const sealKeyPurpose = 'log-seals';

export type SealSigner = { sign(hash: Buffer): Buffer };

// RFC 8410: what stands before the 32 bytes of a private Ed25519 key in PKCS #8.
const pkcs8Header = Buffer.from('302e020100300506032b657004220420', 'hex');

export class SealKey implements SealSigner {
  private readonly privateKey: KeyObject;
  readonly publicKey: SealPublicKey;

  /** @param seed 32 bytes that nobody else knows */
  constructor(seed: Buffer) {
    if (seed.length !== 32) throw new Error('an Ed25519 seed has 32 bytes');
    const key = Buffer.concat([pkcs8Header, seed]);
    this.privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
    this.publicKey = new SealPublicKey(createPublicKey(this.privateKey));
  }

  sign(hash: Buffer): Buffer {
    return sign(null, hash, this.privateKey);
  }
}

export class SealPublicKey {
  constructor(private readonly key: KeyObject) {}

  /** @throws if the text is no Ed25519 public key in PEM */
  static fromPem(text: string): SealPublicKey {
    const key = createPublicKey(text);
    if (key.asymmetricKeyType !== 'ed25519') throw new Error('it is no Ed25519 key');
    return new SealPublicKey(key);
  }

  toPem(): string {
    return this.key.export({ format: 'pem', type: 'spki' }).toString();
  }

  verifies(hash: Buffer, signature: Buffer): boolean {
    return verify(null, hash, this.key, signature);
  }
}
