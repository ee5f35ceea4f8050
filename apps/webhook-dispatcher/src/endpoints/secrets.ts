// Signing secrets: how they come to be, and how they lie in the database. Whoever has the database
// but not the key has no secret.
import { createHmac } from 'node:crypto';
import { Seal } from '@ledgerway/platform';

const format = 1;

export class SecretBox {
  private readonly sealing: Seal;
  private readonly derivingKey: Buffer;

  /** @param key 32 bytes that are kept outside the database */
  constructor(key: Buffer) {
    if (key.length !== 32) throw new Error('the key for webhook secrets must have 32 bytes');
    this.sealing = new Seal(createHmac('sha256', key).update('seal').digest());
    this.derivingKey = createHmac('sha256', key).update('derive').digest();
  }

  /** The secret of what `parts` name: the same parts give the same secret, to us alone. */
  derive(...parts: readonly string[]): string {
    const mac = createHmac('sha256', this.derivingKey).update(JSON.stringify(parts));
    return `whsec_${mac.digest('base64')}`;
  }

  /** The format and what `Seal` makes of it. It opens for the same endpoint only. */
  seal(secret: string, endpointId: string): Buffer {
    return Buffer.concat([Buffer.from([format]), this.sealing.seal(secret, endpointId)]);
  }

  /** @throws if it was sealed with another key, for another endpoint, or changed since */
  open(sealed: Buffer, endpointId: string): string {
    if (sealed[0] !== format) throw new Error(`unknown format of a sealed secret: ${sealed[0]}`);
    return this.sealing.open(sealed.subarray(1), endpointId).toString('utf8');
  }
}
