// Authenticated encryption (AES-256-GCM) for what may be stored or sent, but not read on the way.
import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  randomBytes,
  type KeyObject,
} from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

export class Seal {
  private readonly key: KeyObject;

  /** @param key 32 bytes; up to 2^32 secrets may be sealed with one key */
  constructor(key: Buffer) {
    if (key.length !== 32) throw new Error('a sealing key has 32 bytes');
    this.key = createSecretKey(key);
  }

  /** Nonce, tag and ciphertext. `boundTo` names where it belongs: it opens nowhere else. */
  seal(secret: Buffer | string, boundTo: string): Buffer {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, this.key, nonce).setAAD(Buffer.from(boundTo));
    const text = Buffer.concat([cipher.update(secret), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), text]);
  }

  /** @throws if it was changed, belongs elsewhere, or was sealed with another key */
  open(sealed: Uint8Array, boundTo: string): Buffer {
    if (sealed.length < nonceBytes + tagBytes) throw new Error('what was sealed is cut off');
    const decipher = createDecipheriv(algorithm, this.key, sealed.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    })
      .setAAD(Buffer.from(boundTo))
      .setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
    const text = decipher.update(sealed.subarray(nonceBytes + tagBytes));
    return Buffer.concat([text, decipher.final()]);
  }
}
