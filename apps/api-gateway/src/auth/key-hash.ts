import { createHmac, timingSafeEqual } from 'node:crypto';

/** Keyed, so that a copy of the table alone does not let anybody test guesses. */
export class KeyHash {
  constructor(private readonly secret: Buffer) {
    if (secret.length < 32) throw new Error('The secret for key hashes needs at least 32 bytes');
  }

  of(key: string): Buffer {
    return createHmac('sha256', this.secret).update(key).digest();
  }

  matches(hash: Buffer, stored: Buffer): boolean {
    return hash.length === stored.length && timingSafeEqual(hash, stored);
  }
}
