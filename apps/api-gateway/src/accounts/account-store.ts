import {
  feeScheduleFromJson,
  toJson,
  type AccountToRender,
  type Json,
  type Listed,
  type Page,
} from '@ledgerway/contracts';
import type { FeeSchedule, PayoutSchedule } from '@ledgerway/domain';
import type { Database, Transaction } from '@ledgerway/platform';

const insertSql = `
  insert into accounts (id, country, default_currency, email, business_name, created_at)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (id) do nothing`;

const findSql = 'select * from accounts where id = $1';

const businessNamesSql = `
  select id, business_name from accounts
   where id = any($1::text[]) and business_name is not null`;

const feeSchedulesSql = `
  select id, fee_schedule from accounts
   where id = any($1::text[]) and fee_schedule is not null`;

const changeSql = `
  update accounts
     set fee_schedule = case when 'feeSchedule' = any($2) then $3::jsonb else fee_schedule end,
         payout_schedule =
           case when 'payoutSchedule' = any($2) then $4::jsonb else payout_schedule end
   where id = $1
  returning *`;

/** Of a new account: it pays nothing, and is paid when it asks for it. */
export const noMoneySettings = {
  feeSchedule: null,
  payoutSchedule: { interval: 'manual' },
} as const;

/** Null clears. */
export type MoneySettings = {
  readonly feeSchedule?: FeeSchedule | null;
  readonly payoutSchedule?: PayoutSchedule;
};

// Ids rise with time. One more than asked for tells whether there are more.
const listSql = {
  older: `select * from accounts where $1::text is null or id < $1 order by id desc limit $2 + 1`,
  newer: `select * from accounts where id > $1 order by id limit $2 + 1`,
};

/** An account as the API shows it; `created` is in seconds there and milliseconds in its row. */
export class AccountStore {
  constructor(private readonly database: Database) {}

  /** An account that is stored already stays as it is. */
  async add(
    account: AccountToRender,
    transaction: Pick<Transaction, 'query'> = this.database.pool,
  ): Promise<void> {
    await transaction.query(insertSql, [
      account.id,
      account.country,
      account.defaultCurrency,
      account.email,
      account.businessName,
      account.created * 1000,
    ]);
  }

  async find(id: string): Promise<AccountToRender | undefined> {
    const row = (await this.database.query<AccountRow>(findSql, [id])).rows[0];
    return row && accountOf(row);
  }

  /** What stays undefined stays as it is. None if there is no such account. */
  async change(id: string, changes: MoneySettings): Promise<AccountToRender | undefined> {
    const { feeSchedule, payoutSchedule } = changes;
    const { rows } = await this.database.query<AccountRow>(changeSql, [
      id,
      Object.keys(changes),
      feeSchedule ? toJson(feeSchedule) : null,
      payoutSchedule ? toJson(payoutSchedule) : null,
    ]);
    return rows[0] && accountOf(rows[0]);
  }

  /** By account; one without fees is absent. */
  async feeSchedules(ids: readonly string[]): Promise<ReadonlyMap<string, FeeSchedule>> {
    type Priced = { id: string; fee_schedule: Json };
    const { rows } = await this.database.query<Priced>(feeSchedulesSql, [ids]);
    return new Map(rows.map((row) => [row.id, feeScheduleFromJson(row.fee_schedule)]));
  }

  /** By account; one without a name is absent. */
  async businessNames(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    type Named = { id: string; business_name: string };
    const { rows } = await this.database.query<Named>(businessNamesSql, [ids]);
    return new Map(rows.map((row) => [row.id, row.business_name]));
  }

  /** Every account, newest first. */
  async list({ limit, startingAfter, endingBefore }: Page): Promise<Listed<AccountToRender>> {
    const cursor = startingAfter ?? endingBefore ?? null;
    if (cursor !== null && (await this.find(cursor)) === undefined) return { unknownCursor: true };
    const sql = endingBefore === undefined ? listSql.older : listSql.newer;
    const { rows } = await this.database.query<AccountRow>(sql, [cursor, limit]);
    const page = rows.slice(0, limit);
    if (endingBefore !== undefined) page.reverse();
    return { data: page.map(accountOf), hasMore: rows.length > limit };
  }
}

const accountOf = (row: AccountRow): AccountToRender => ({
  id: row.id,
  country: row.country,
  defaultCurrency: row.default_currency,
  email: row.email,
  businessName: row.business_name,
  created: Math.floor(Number(row.created_at) / 1000),
  feeSchedule: row.fee_schedule === null ? null : feeScheduleFromJson(row.fee_schedule),
  payoutSchedule: row.payout_schedule ?? noMoneySettings.payoutSchedule,
});

type AccountRow = {
  id: string;
  country: string;
  default_currency: string;
  email: string | null;
  business_name: string | null;
  created_at: string;
  fee_schedule: Json | null;
  payout_schedule: PayoutSchedule | null;
};
