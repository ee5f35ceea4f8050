// Tokens stand for a card once. What is stored of the card is what may be known outside a vault.
import type { Tenant } from '@ledgerway/contracts';
import type { CardSnapshot } from '@ledgerway/domain';
import type { Database } from '@ledgerway/platform';

export type Token = Tenant & {
  readonly id: string;
  readonly card: CardSnapshot;
  readonly clientIp: string | null;
  readonly createdAtMs: number;
  readonly used: boolean;
};

const insertSql = `
  insert into tokens (id, account_id, livemode, card, client_ip, created_at)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (id) do nothing`;

const findSql = 'select * from tokens where account_id = $1 and livemode = $2 and id = $3';

// The charge that spent a token may ask again: its request was repeated.
const spendSql = `
  update tokens set used_by = $4
   where account_id = $1 and livemode = $2 and id = $3 and coalesce(used_by, $4) = $4
  returning card`;

type TokenRow = {
  id: string;
  account_id: string;
  livemode: boolean;
  card: CardSnapshot;
  client_ip: string | null;
  created_at: string;
  used_by: string | null;
};

export class TokenStore {
  constructor(private readonly database: Database) {}

  async add({ id, merchantId, livemode, card, clientIp, createdAtMs }: Omit<Token, 'used'>) {
    const values = [id, merchantId, livemode, JSON.stringify(card), clientIp, createdAtMs];
    await this.database.query(insertSql, values);
  }

  async find({ merchantId, livemode }: Tenant, id: string): Promise<Token | undefined> {
    const found = await this.database.query<TokenRow>(findSql, [merchantId, livemode, id]);
    const row = found.rows[0];
    return (
      row && {
        id: row.id,
        merchantId: row.account_id,
        livemode: row.livemode,
        card: row.card,
        clientIp: row.client_ip,
        createdAtMs: Number(row.created_at),
        used: row.used_by !== null,
      }
    );
  }

  /** The token's card, now spent on this charge; none if it is unknown or spent on another one. */
  async spend(
    { merchantId, livemode }: Tenant,
    id: string,
    chargeId: string,
  ): Promise<CardSnapshot | undefined> {
    const values = [merchantId, livemode, id, chargeId];
    return (await this.database.query<{ card: CardSnapshot }>(spendSql, values)).rows[0]?.card;
  }
}
