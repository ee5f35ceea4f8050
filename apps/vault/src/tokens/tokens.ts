// Tokens stand for a card, once. They hold what may be known of it, and never its number.
import type { TokenJson, TokenType, VaultQueries } from '@ledgerway/contracts';
import type { BillingDetails, CardSnapshot } from '@ledgerway/domain';
import type { Database } from '@ledgerway/platform';

type NewToken = VaultQueries['vault.create_token']['ask'];
type Spending = VaultQueries['vault.spend_token'];

const insertSql = `
  insert into token
    (token_id, merchant_id, livemode, type, card, billing, cvc_given, client_ip, created_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  on conflict (token_id) do nothing`;

const findSql = 'select * from token where merchant_id = $1 and livemode = $2 and token_id = $3';

// What spent a token may ask again: its request was repeated. Of many that ask at once, the row's
// lock lets one through, and the others find it spent.
const spendSql = `
  update token set spent_by = $4
   where merchant_id = $1 and livemode = $2 and token_id = $3 and type = 'card'
     and coalesce(spent_by, $4) = $4
  returning card, billing`;

type Row = {
  token_id: string;
  livemode: boolean;
  type: TokenType;
  card: CardSnapshot | null;
  billing: BillingDetails | null;
  cvc_given: boolean;
  client_ip: string | null;
  created_at: string;
  spent_by: string | null;
};

const asJson = (value: object | null) => (value === null ? null : JSON.stringify(value));

export class Tokens {
  constructor(private readonly database: Database) {}

  /** The token of an operation: made once, and found again when the operation is repeated. */
  async create(token: NewToken): Promise<TokenJson> {
    const { merchantId, livemode, type, card, billing, cvcGiven, clientIp, createdAtMs } = token;
    const id = `tok_${token.operationKey}`;
    await this.database.query(insertSql, [
      id,
      merchantId,
      livemode,
      type,
      asJson(card),
      asJson(billing),
      cvcGiven,
      clientIp,
      createdAtMs,
    ]);
    const made = await this.find({ merchantId, livemode, id });
    if (made === null) throw new Error(`${id} belongs to another account`);
    return made;
  }

  async find({
    merchantId,
    livemode,
    id,
  }: VaultQueries['vault.token']['ask']): Promise<TokenJson | null> {
    const row = (await this.database.query<Row>(findSql, [merchantId, livemode, id])).rows[0];
    return row === undefined ? null : fromRow(row);
  }

  async spend(ask: Spending['ask']): Promise<Spending['answer']> {
    const { merchantId, livemode, id, spentBy } = ask;
    type Spent = { card: CardSnapshot; billing: BillingDetails | null };
    const values = [merchantId, livemode, id, spentBy];
    const spent = (await this.database.query<Spent>(spendSql, values)).rows[0];
    if (spent !== undefined) return spent;
    if ((await this.find(ask))?.type === 'card') return { refused: 'already_used' };
    const elsewhere = await this.find({ ...ask, livemode: !livemode });
    return { refused: 'unknown', otherMode: elsewhere !== null };
  }
}

const fromRow = (row: Row): TokenJson => ({
  id: row.token_id,
  livemode: row.livemode,
  type: row.type,
  card: row.card,
  billing: row.billing,
  cvcGiven: row.cvc_given,
  clientIp: row.client_ip,
  createdAtMs: Number(row.created_at),
  used: row.spent_by !== null,
});
