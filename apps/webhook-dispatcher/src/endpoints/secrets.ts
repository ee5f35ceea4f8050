// Signing secrets: how they come to be, and how they lie in the database. Whoever has the database
// but not the key has no secret.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const format = 1;
const ivBytes = 12;
const tagBytes = 16;

export class SecretBox {
  private readonly sealingKey: Buffer;
  private readonly derivingKey: Buffer;

  /** @param key 32 bytes that are kept outside the database */
  constructor(key: Buffer) {
    if (key.length !== 32) throw new Error('the key for webhook secrets must have 32 bytes');
    this.sealingKey = createHmac('sha256', key).update('seal').digest();
    this.derivingKey = createHmac('sha256', key).update('derive').digest();
  }

  /** The secret of what `parts` name: the same parts give the same secret, to us alone. */
  derive(...parts: readonly string[]): string {
    const mac = createHmac('sha256', this.derivingKey).update(JSON.stringify(parts));
    return `whsec_${mac.digest('base64')}`;
  }

  /** Format, nonce, tag and ciphertext. It opens for the same endpoint only. */
  seal(secret: string, endpointId: string): Buffer {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv(algorithm, this.sealingKey, iv).setAAD(Buffer.from(endpointId));
    const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.from([format]), iv, cipher.getAuthTag(), text]);
  }

  /** @throws if it was sealed with another key, for another endpoint, or changed since */
  open(sealed: Buffer, endpointId: string): string {
    if (sealed[0] !== format) throw new Error(`unknown format of a sealed secret: ${sealed[0]}`);
    const iv = sealed.subarray(1, 1 + ivBytes);
    const tag = sealed.subarray(1 + ivBytes, 1 + ivBytes + tagBytes);
    const decipher = createDecipheriv(algorithm, this.sealingKey, iv)
      .setAAD(Buffer.from(endpointId))
      .setAuthTag(tag);
    const text = decipher.update(sealed.subarray(1 + ivBytes + tagBytes));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  }
}
