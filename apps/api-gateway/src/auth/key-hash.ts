import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';

/** Keyed, so that a copy of the table alone does not let anybody test guesses. */
export class KeyHash {
  constructor(private readonly secret: KeyObject) {}

  of(key: string): Buffer {
    return createHmac('sha256', this.secret).update(key).digest();
  }

  matches(hash: Buffer, stored: Buffer): boolean {
    return hash.length === stored.length && timingSafeEqual(hash, stored);
  }
}
