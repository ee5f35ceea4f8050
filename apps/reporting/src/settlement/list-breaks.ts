// What does not agree, the newest first, with who looks after it and for how long it has been open.
import type { Listed, ReportingQueries, SettlementBreakJson } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import { listPage, mapListed } from '../lists/list-page.js';
import { breaksSql } from './breaks-sql.js';

type Ask = Omit<ReportingQueries['reporting.settlement_breaks']['ask'], 'after'>;

type Row = {
  id: string;
  kind: SettlementBreakJson['kind'];
  status: SettlementBreakJson['status'];
  livemode: boolean;
  acquirer: string;
  currency: string;
  ours: string | null;
  theirs: string | null;
  reference: string;
  merchant_reference: string;
  batch_id: string | null;
  statement_id: string | null;
  found_ms: string;
  age_days: number;
  owner: string | null;
  resolution: SettlementBreakJson['resolution'];
  note: string | null;
  open: SettlementBreakJson['open'];
};

export async function listBreaks(
  database: Database,
  { nowMs, graceMs, page, livemode, status, owner, kind }: Ask,
): Promise<Listed<SettlementBreakJson>> {
  const from = breaksSql(nowMs, graceMs);
  const listed = await listPage<Row>(database, {
    select: `select * from ${from}`,
    order: ['found_ms', 'id'],
    where: { livemode, status, owner, kind },
    cursor: (id) => ({ text: `select found_ms, id from ${from} where id = $1`, values: [id] }),
    page,
  });
  return mapListed(listed, toJson);
}

type One = Omit<ReportingQueries['reporting.settlement_break']['ask'], 'after'>;

/** Null if there is no such break, or it has settled itself. */
export async function findBreak(
  database: Database,
  { nowMs, graceMs, id }: One,
): Promise<SettlementBreakJson | null> {
  const { rows } = await database.query<Row>(
    `select * from ${breaksSql(nowMs, graceMs)} where id = $1`,
    [id],
  );
  return rows[0] === undefined ? null : toJson(rows[0]);
}

const toJson = (row: Row): SettlementBreakJson => ({
  id: row.id,
  kind: row.kind,
  status: row.status,
  acquirer: row.acquirer,
  livemode: row.livemode,
  currency: row.currency,
  ours: row.ours,
  theirs: row.theirs,
  reference: row.reference,
  merchantReference: row.merchant_reference,
  settlement: row.batch_id,
  bankStatement: row.statement_id,
  foundAt: Math.floor(Number(row.found_ms) / 1000),
  ageDays: row.age_days,
  owner: row.owner,
  resolution: row.resolution,
  note: row.note,
  open: row.open,
});
