import type { LedgerEntryJson, Listed, ReportingQueries } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import { listPage, mapListed } from '../lists/list-page.js';

type Ask = Omit<ReportingQueries['reporting.ledger_entries']['ask'], 'after'>;

const entriesSql = `
select partition, position, stream_id, event, created_ms, effective_ms, accounts, layers, currencies, amounts
from entries
`;

const placeSql = `
select created_ms, partition, position from entries
where partition = $1 and position = $2
  and ($3::text is null or merchant_id = $3) and ($4::boolean is null or livemode = $4)
`;

type Row = {
  partition: number;
  position: string;
  stream_id: string;
  event: string;
  created_ms: string;
  effective_ms: string;
  accounts: string[];
  layers: ('pending' | 'posted')[];
  currencies: string[];
  amounts: string[];
};

/** Without a merchant: everybody's entries. */
export async function listEntries(
  database: Database,
  { merchantId, livemode, page }: Ask,
): Promise<Listed<LedgerEntryJson>> {
  const listed = await listPage<Row>(database, {
    select: entriesSql,
    order: ['created_ms', 'partition', 'position'],
    where: { merchant_id: merchantId, livemode },
    cursor: (id) => ({
      text: placeSql,
      values: [...placeOf(id), merchantId ?? null, livemode ?? null],
    }),
    page,
  });
  return mapListed(listed, toJson);
}

/** An entry is named by its event's place in the log, which never changes. */
export const entryId = (partition: number, position: string): string =>
  `le_${partition}_${position}`;

/** The place in an entry's id; one that does not exist if it is no such id. */
function placeOf(id: string): [partition: number, position: string] {
  const [, partition, position] = /^le_(\d{1,4})_(\d{1,18})$/.exec(id) ?? [];
  return partition === undefined || position === undefined
    ? [-1, '0']
    : [Number(partition), position];
}

const unixSeconds = (ms: string): number => Math.floor(Number(ms) / 1000);

function toJson(row: Row): LedgerEntryJson {
  return {
    id: entryId(row.partition, row.position),
    created: unixSeconds(row.created_ms),
    effectiveAt: unixSeconds(row.effective_ms),
    event: row.event,
    streamId: row.stream_id,
    postings: row.accounts.map((account, leg) => ({
      account,
      layer: row.layers[leg]!,
      currency: row.currencies[leg]!,
      amount: row.amounts[leg]!,
    })),
  };
}
