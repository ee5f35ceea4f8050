import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { PageIntent } from './page-intents.js';

/**
 * The hidden field that says a form is ours: without it another site could have the payer's browser
 * send one. It is good for one action on one attempt of one intent.
 */
export class FormTokens {
  constructor(private readonly secret: KeyObject) {}

  of({ id, attempt }: PageIntent, action: string): string {
    const hmac = createHmac('sha256', this.secret);
    return hmac.update(JSON.stringify([id, attempt, action])).digest('base64url');
  }

  accepts(intent: PageIntent, action: string, token: string): boolean {
    const expected = Buffer.from(this.of(intent, action));
    const given = Buffer.from(token);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}
