// Signing secrets: how they come to be, and how they lie in the database. Whoever has the database
// but not the key has no secret.
import { createHmac } from 'node:crypto';
import { ed25519Texts, type WebhookSecretType } from '@ledgerway/contracts';
import { Seal, type Transaction } from '@ledgerway/platform';

const format = 1;

const insertSql = `
  insert into secret (endpoint_id, sealed, kind, created_at) values ($1, $2, $3, $4)`;

/** `text` is what signs. Of an Ed25519 pair the other half is told. */
export type MadeSecret = {
  readonly type: WebhookSecretType;
  readonly text: string;
  readonly publicKey: string | null;
};

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
  derive(type: WebhookSecretType, ...parts: readonly string[]): MadeSecret {
    if (type === 'hmac')
      return { type, text: `whsec_${this.mac(parts).toString('base64')}`, publicKey: null };
    const { secret, publicKey } = ed25519Texts(this.mac([...parts, type]));
    return { type, text: secret, publicKey };
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

  /** Stores what the endpoint's deliveries are signed with from now on. */
  async keep(
    transaction: Transaction,
    endpointId: string,
    { text, type }: MadeSecret,
    atMs: number,
  ): Promise<void> {
    const values = [endpointId, this.seal(text, endpointId), type, new Date(atMs)];
    await transaction.query(insertSql, values);
  }

  private mac(parts: readonly string[]): Buffer {
    return createHmac('sha256', this.derivingKey).update(JSON.stringify(parts)).digest();
  }
}

/** What the owner is told of a new secret: a shared one, once. A key stays here. */
export const toldOf = ({ type, text }: MadeSecret): { readonly secret?: string } =>
  type === 'hmac' ? { secret: text } : {};
