// Settlement batches, one by one with the state of each line, and bank statements.
import type {
  BankEntryJson,
  BankStatementJson,
  Listed,
  ReportingQueries,
  SettlementJson,
  SettlementLineJson,
} from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import { listPage } from '../lists/list-page.js';
import { comparedLinesSql, matchingSql, namedInBatch } from './matching-sql.js';

// A time in whole seconds, as the API has it: a number to the driver, and not over in 2038.
const seconds = (column: string, name: string) =>
  `(${column} / 1000)::double precision as "${name}"`;

const batchesSql = `
select id, acquirer, livemode, batch, currency, file_hash as "fileHash", lines, gross::text,
       net::text, commission::text, markup::text, scheme_fees::text as "schemeFees",
       interchange::text, statement_id as "bankStatement",
       case when entry_id is null and net <> 0 then 'waiting' else 'received' end as status,
       ${seconds('imported_ms', 'importedAt')}, ${seconds('received_ms', 'receivedAt')}
from settlement_batches
`;

type ListAsk = Omit<ReportingQueries['reporting.settlements']['ask'], 'after'>;

export const listSettlements = (
  database: Database,
  { livemode, page }: ListAsk,
): Promise<Listed<SettlementJson>> =>
  listPage<SettlementJson>(database, {
    select: batchesSql,
    order: ['imported_ms', 'id'],
    where: { livemode },
    cursor: (id) => ({
      text: 'select imported_ms, id from settlement_batches where id = $1',
      values: [id],
    }),
    page,
  });

// The acquirer's fees have nothing of ours to agree with.
const linesSql = `
with ${matchingSql(namedInBatch('$1'))},
${comparedLinesSql}
select l.number, l.type, l.psp_reference as "pspReference",
       l.merchant_reference as "merchantReference", l.reference as "modificationReference",
       l.method, ${seconds('l.created_ms', 'createdAt')}, l.gross_currency as "grossCurrency",
       l.gross::text, l.net::text,
       (l.commission + l.markup + l.scheme_fees + l.interchange)::text as costs,
       coalesce(c.state, 'matched') as state, c.our_amount::text as ours,
       case when c.state in ('amount_diff', 'missing_ours', 'duplicate') then l.id end as "breakId"
from settlement_lines l left join compared_lines c on c.id = l.id
where l.batch_id = $1
order by l.number
`;

type Found = ReportingQueries['reporting.settlement']['answer'];

export async function findSettlement(database: Database, id: string): Promise<Found> {
  const { rows } = await database.query<SettlementJson>(`${batchesSql} where id = $1`, [id]);
  const [batch] = rows;
  if (batch === undefined) return null;
  const lines = await database.query<SettlementLineJson>(linesSql, [id]);
  return { ...batch, lineItems: lines.rows };
}

const statementSql = `
select id, acquirer, livemode, account, statement, kind, currency,
       ${seconds('imported_ms', 'importedAt')}
from bank_statements where id = $1
`;

const entriesSql = `
select e.bank_reference as "bankReference", e.amount::text, e.currency,
       ${seconds('e.value_ms', 'valueAt')}, e.text, e.batch_id as settlement,
       case when s.kind = 'notification' then 'noted'
            when b.id is null then 'suspense' else 'matched' end as state
from bank_entries e
join bank_statements s on s.id = e.statement_id
left join settlement_batches b on b.id = e.batch_id and b.entry_id = e.id
where e.statement_id = $1
order by e.number
`;

type StatementRow = Omit<BankStatementJson, 'entries'>;

export async function findStatement(
  database: Database,
  id: string,
): Promise<BankStatementJson | null> {
  const { rows } = await database.query<StatementRow>(statementSql, [id]);
  if (rows[0] === undefined) return null;
  const entries = await database.query<BankEntryJson>(entriesSql, [id]);
  return { ...rows[0], entries: entries.rows };
}
