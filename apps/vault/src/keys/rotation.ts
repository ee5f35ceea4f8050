// Puts cards under the newest key while the vault serves. Each batch is a transaction of its own and
// each row says which key it is under: a rotation that was interrupted goes on where it stood.
import type { Database } from '@ledgerway/platform';
import { Envelopes, type WrappedKey } from './envelope.js';
import type { KeyRing } from './key-ring.js';

export type RotationStep = {
  readonly keyVersion: number;
  readonly rewrapped: number;
  /** No card is left under an older key. */
  readonly done: boolean;
};

// Rows that another rotation has in hand are left to it.
const takeSql = `
  select instrument, merchant_id, livemode, key_version, wrapped_key
    from card
   where key_version < $1
   order by key_version
   limit $2
     for update skip locked`;

const putSql = `
  update card
     set key_version = rewrapped.key_version, wrapped_key = rewrapped.wrapped_key
    from unnest($1::text[], $2::integer[], $3::bytea[])
      as rewrapped (instrument, key_version, wrapped_key)
   where card.instrument = rewrapped.instrument`;

const olderSql = 'select exists (select from card where key_version < $1) as older';

const versionsSql = 'select min(key_version) as first, max(key_version) as last from card';

type Row = {
  instrument: string;
  merchant_id: string;
  livemode: boolean;
  key_version: number;
  wrapped_key: Buffer;
};

export class Rotation {
  private readonly envelopes: Envelopes;

  constructor(
    private readonly database: Database,
    private readonly ring: KeyRing,
  ) {
    this.envelopes = new Envelopes(ring);
  }

  /** Rewraps up to `limit` data keys. */
  async step(limit: number): Promise<RotationStep> {
    const { version } = this.ring.current;
    const rewrapped = await this.database.transaction(async (transaction) => {
      const { rows } = await transaction.query<Row>(takeSql, [version, limit]);
      const keys = rows.map((row) => this.rewrap(row));
      await transaction.query(putSql, [
        rows.map(({ instrument }) => instrument),
        keys.map(({ keyVersion }) => keyVersion),
        keys.map(({ wrappedKey }) => wrappedKey),
      ]);
      return rows.length;
    });
    return { keyVersion: version, rewrapped, done: !(await this.isUnfinished()) };
  }

  /** True if cards are under an older key: after a new one came, or an interrupted rotation. */
  async isUnfinished(): Promise<boolean> {
    const { version } = this.ring.current;
    return (await this.database.query<{ older: boolean }>(olderSql, [version])).rows[0]!.older;
  }

  /** @throws UnknownKeyVersion if cards are under a key that the ring does not have */
  async verifyKeys(): Promise<void> {
    type Versions = { first: number | null; last: number | null };
    const { first, last } = (await this.database.query<Versions>(versionsSql)).rows[0]!;
    for (const version of [first, last]) if (version !== null) this.ring.of(version);
  }

  private rewrap(row: Row): WrappedKey {
    const { instrument, merchant_id: merchantId, livemode } = row;
    const wrapped = { keyVersion: row.key_version, wrappedKey: row.wrapped_key };
    return this.envelopes.rewrap(wrapped, { instrument, merchantId, livemode });
  }
}
