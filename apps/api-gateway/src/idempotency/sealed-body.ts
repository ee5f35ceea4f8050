// Answers that hold a secret are stored encrypted: nonce, tag and AES-256-GCM ciphertext in a row.
import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';

const nonceBytes = 12;
const tagBytes = 16;

export class BodySeal {
  /** A secret key of 32 bytes. */
  constructor(private readonly key: KeyObject) {}

  /** `belongsTo` is bound in: a body moved to another row does not open. */
  seal(body: string, belongsTo: string): Buffer {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(belongsTo));
    const text = Buffer.concat([cipher.update(body, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), text]);
  }

  /** Throws if the bytes were changed, moved, or sealed with another key. */
  open(sealed: Buffer, belongsTo: string): string {
    const nonce = sealed.subarray(0, nonceBytes);
    const tag = sealed.subarray(nonceBytes, nonceBytes + tagBytes);
    const cipher = createDecipheriv('aes-256-gcm', this.key, nonce)
      .setAAD(Buffer.from(belongsTo))
      .setAuthTag(tag);
    const text = sealed.subarray(nonceBytes + tagBytes);
    return Buffer.concat([cipher.update(text), cipher.final()]).toString('utf8');
  }
}
