import type { BalanceTransactionJson, ReportingQueries } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import { listPage, mapListed } from '../lists/list-page.js';
import { rowsPaidBy } from './paid-by.js';

type Queries = ReportingQueries;
type ListAsk = Omit<Queries['reporting.balance_transactions']['ask'], 'after'>;
type FindAsk = Omit<Queries['reporting.balance_transaction']['ask'], 'after'>;

const columns = `
select id, type, amount, fee, tax, amount - fee as net, currency, source, description,
       exchange_rate as "exchangeRate", created_ms, available_ms
from balance_transactions
`;

const placeSql = `
select created_ms, id from balance_transactions where id = $1 and merchant_id = $2 and livemode = $3
`;

const oneSql = `${columns} where id = $1 and merchant_id = $2 and livemode = $3`;

type Row = Pick<
  BalanceTransactionJson,
  | 'id'
  | 'type'
  | 'amount'
  | 'fee'
  | 'tax'
  | 'net'
  | 'currency'
  | 'source'
  | 'description'
  | 'exchangeRate'
> & { created_ms: string; available_ms: string };

/** Of a payout of a part nobody can say which rows it pays. */
export type ListedTransactions = ReportingQueries['reporting.balance_transactions']['answer'];

/** @param nowMs decides which rows have become available */
export async function listBalanceTransactions(
  database: Database,
  ask: ListAsk,
  nowMs: number,
): Promise<ListedTransactions> {
  const { merchantId, livemode, page, type, currency, source, payout } = ask;
  const condition = payout === undefined ? undefined : await rowsPaidBy(database.pool, payout);
  if (payout !== undefined && condition === undefined) return { partialPayout: true };
  const listed = await listPage<Row>(database, {
    select: columns,
    order: ['created_ms', 'id'],
    where: { merchant_id: merchantId, livemode, type, currency, source },
    ...(condition && { condition }),
    cursor: (id) => ({ text: placeSql, values: [id, merchantId, livemode] }),
    page,
  });
  return mapListed(listed, (row) => toJson(row, nowMs));
}

export async function findBalanceTransaction(
  database: Database,
  { id, merchantId, livemode }: FindAsk,
  nowMs: number,
): Promise<BalanceTransactionJson | null> {
  const { rows } = await database.query<Row>(oneSql, [id, merchantId, livemode]);
  return rows[0] === undefined ? null : toJson(rows[0], nowMs);
}

function toJson(row: Row, nowMs: number): BalanceTransactionJson {
  const { created_ms: created, available_ms: available, ...rest } = row;
  return {
    ...rest,
    status: Number(available) > Math.max(Number(created), nowMs) ? 'pending' : 'available',
    created: toSeconds(created),
    availableOn: toSeconds(available),
  };
}

const toSeconds = (ms: string): number => Math.floor(Number(ms) / 1000);
