// Card numbers in, snapshots out. A number leaves in one way only: sealed, to a connector.
import { vaultTransit, type CardSecret } from '@ledgerway/contracts';
import type { CardSnapshot } from '@ledgerway/domain';
import { deriveKey, Seal, type Database } from '@ledgerway/platform';
import { Envelopes } from '../keys/envelope.js';
import type { KeyRing } from '../keys/key-ring.js';
import { fingerprintOf } from './fingerprint.js';
import { instrumentOf, snapshotOf, type StoredCard } from './snapshot.js';

export type CardIntake = Omit<StoredCard, 'secret'> & {
  /** Base64, bound to the operation key. */
  readonly sealedCard: string;
  readonly createdAtMs: number;
};

const insertSql = `
  insert into card (instrument, merchant_id, livemode, key_version, wrapped_key, sealed, created_at)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (instrument) do nothing`;

const findSql = `
  select merchant_id, livemode, key_version, wrapped_key, sealed from card where instrument = $1`;

type Row = {
  merchant_id: string;
  livemode: boolean;
  key_version: number;
  wrapped_key: Buffer;
  sealed: Buffer;
};

export class Cards {
  private readonly envelopes: Envelopes;
  private readonly intake: Seal;
  private readonly outlet: Seal;
  private readonly fingerprintKey: Buffer;

  constructor(
    private readonly database: Database,
    ring: KeyRing,
    masterKey: Buffer,
  ) {
    this.envelopes = new Envelopes(ring);
    this.intake = new Seal(deriveKey(masterKey, vaultTransit.intake));
    this.outlet = new Seal(deriveKey(masterKey, vaultTransit.reveal));
    this.fingerprintKey = deriveKey(masterKey, 'vault-fingerprint');
  }

  /** The same operation stores its card once, however often it is repeated. */
  async store({ sealedCard, createdAtMs, ...rest }: CardIntake): Promise<CardSnapshot> {
    const text = this.intake.open(Buffer.from(sealedCard, 'base64'), rest.operationKey);
    const card = { ...rest, secret: JSON.parse(text.toString('utf8')) as CardSecret };
    const snapshot = snapshotOf(card, fingerprintOf(this.fingerprintKey, card.secret.number));
    const { merchantId, livemode } = card;
    const row = { instrument: instrumentOf(card), merchantId, livemode };
    const { keyVersion, wrappedKey, sealed } = this.envelopes.seal(
      JSON.stringify(card.secret),
      row,
    );
    await this.database.query(insertSql, [
      row.instrument,
      merchantId,
      livemode,
      keyVersion,
      wrappedKey,
      sealed,
      createdAtMs,
    ]);
    return snapshot;
  }

  /** Base64, bound to the instrument, for whoever has the connectors' key; null: no such card. */
  async reveal(instrument: string): Promise<string | null> {
    const row = (await this.database.query<Row>(findSql, [instrument])).rows[0];
    if (row === undefined) return null;
    const { merchant_id: merchantId, livemode, sealed } = row;
    const envelope = { keyVersion: row.key_version, wrappedKey: row.wrapped_key, sealed };
    const secret = this.envelopes.open(envelope, { instrument, merchantId, livemode });
    return this.outlet.seal(secret, instrument).toString('base64');
  }
}
