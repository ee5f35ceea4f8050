// One page of the journal as text. All pages of an export show the journal of one moment: the first
// one notes how far each partition was, and the others stop there.
import type {
  LedgerExportAsk,
  LedgerExportCursor,
  LedgerExportPage,
  LedgerFormat,
} from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import { entryId } from '../journal/list-entries.js';
import { readPositions } from '../projection/positions.js';
import { beancount } from './beancount.js';
import type { ExportedAccount, ExportedEntry, LedgerText } from './entry.js';
import { hledger } from './hledger.js';
import { postingsCsv } from './postings-csv.js';

type Ask = Omit<LedgerExportAsk, 'after'>;

const texts: Readonly<Record<LedgerFormat, LedgerText>> = {
  hledger,
  beancount,
  csv: postingsCsv,
};

/** About 300 KB of text. */
const entriesPerPage = 1_000;

export async function exportPage(
  database: Database,
  ask: Ask,
  limit = entriesPerPage,
): Promise<LedgerExportPage> {
  const text = texts[ask.format];
  const cursor = ask.cursor ?? (await cursorOfNow(database));
  const head = ask.cursor === undefined ? await headOf(database, ask, text) : '';
  const rows = await readEntries(database, ask, cursor, limit);
  const dayOf = dayIn(ask.timeZone);
  const last = rows.at(-1);
  return {
    text: head + rows.map((row) => text.entry(toEntry(row, dayOf))).join(''),
    next: last === undefined || rows.length < limit ? null : placeOf(last, cursor),
  };
}

async function cursorOfNow(database: Database): Promise<LedgerExportCursor> {
  const positions = await readPositions(database.pool);
  const upTo = [...positions.values()].map(({ position }) => position.toString());
  return { upTo, createdMs: '-1', partition: -1, position: '0' };
}

const placeOf = (row: Row, { upTo }: LedgerExportCursor): LedgerExportCursor => ({
  upTo,
  createdMs: row.created_ms,
  partition: row.partition,
  position: row.position,
});

const columns = `
select partition, position, stream_id, event, merchant_id, livemode, created_ms, accounts, layers,
       currencies, amounts
from entries
where (created_ms, partition, position) > ($1, $2, $3)
  and position <= ($4::bigint[])[partition + 1]
`;
const inOrder = 'order by created_ms, partition, position limit';

const everybodysSql = `${columns} ${inOrder} $5`;
const merchantsSql = `${columns} and merchant_id = $5 and livemode = $6 ${inOrder} $7`;

type Row = {
  partition: number;
  position: string;
  stream_id: string;
  event: string;
  merchant_id: string;
  livemode: boolean;
  created_ms: string;
  accounts: string[];
  layers: string[];
  currencies: string[];
  amounts: string[];
};

async function readEntries(
  database: Database,
  { merchantId, livemode }: Ask,
  { upTo, createdMs, partition, position }: LedgerExportCursor,
  limit: number,
): Promise<Row[]> {
  const place = [createdMs, partition, position, upTo];
  const { rows } =
    merchantId === undefined
      ? await database.query<Row>(everybodysSql, [...place, limit])
      : await database.query<Row>(merchantsSql, [...place, merchantId, livemode, limit]);
  return rows;
}

// A merchant's own accounts end with its id; the others are the house's, and are in every entry.
const merchantsAccountsSql = `
with own as (
  select distinct account, livemode, layer, currency from balances
  where account like '%:' || $1 and livemode = $2
)
select account, livemode, layer, currency from own
union
select b.account, b.livemode, b.layer, b.currency from balances b
where b.livemode = $2 and b.account !~ ':acct_' and b.currency in (select currency from own)
`;
const everybodysAccountsSql = `select distinct account, livemode, layer, currency from balances`;

async function headOf(
  database: Database,
  { merchantId, livemode }: Ask,
  text: LedgerText,
): Promise<string> {
  const { rows } =
    merchantId === undefined
      ? await database.query<ExportedAccount & { currency: string }>(everybodysAccountsSql)
      : await database.query<ExportedAccount & { currency: string }>(merchantsAccountsSql, [
          merchantId,
          livemode,
        ]);
  const byName = new Map(rows.map((row) => [`${row.account} ${row.livemode} ${row.layer}`, row]));
  const accounts = [...byName.values()].toSorted((a, b) =>
    a.account < b.account ? -1 : a.account > b.account ? 1 : 0,
  );
  const currencies = [...new Set(rows.map(({ currency }) => currency))].toSorted();
  return text.head(accounts, currencies);
}

function toEntry(row: Row, dayOf: (ms: number) => string): ExportedEntry {
  const ms = Number(row.created_ms);
  return {
    id: entryId(row.partition, row.position),
    day: dayOf(ms),
    time: new Date(ms).toISOString(),
    event: row.event,
    streamId: row.stream_id,
    merchantId: row.merchant_id,
    livemode: row.livemode,
    legs: row.accounts.map((account, leg) => ({
      account,
      layer: row.layers[leg]!,
      currency: row.currencies[leg]!,
      amount: BigInt(row.amounts[leg]!),
    })),
  };
}

/** Sweden writes its dates as ISO 8601 does. */
function dayIn(timeZone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  return (ms) => format.format(ms);
}
