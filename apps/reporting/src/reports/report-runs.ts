// Runs of reports as rows. A run is pending until it has ended; whoever holds its lock makes it.
import type { ReportFileJson, ReportQueries, ReportRunJson, Tenant } from '@ledgerway/contracts';
import type { Database, Transaction } from '@ledgerway/platform';
import { listPage, mapListed } from '../lists/list-page.js';
import {
  keptForMs,
  runIdOf,
  runJson,
  toRun,
  type ReportRun,
  type RunRow,
} from './report-run-rows.js';

type Asked = ReportQueries['reporting.report_run.create']['ask'];
type Page = ReportQueries['reporting.report_runs']['ask']['page'];

/** How it ended: with a file of that many bytes, or not at all. */
export type Ending = { readonly size: number } | { readonly failure: string };

/** Of one account and mode. */
export const maxPendingRuns = 50;
const maxKeptRuns = 1_000;

const insertSql = `
insert into report_runs (id, merchant_id, livemode, created_ms, report_type, parameters, files_url,
                         told_to_fail, after)
select $1, $2, $3, $4, $5, $6, $7, $8, $9
where (select count(*) from report_runs
       where merchant_id = $2 and livemode = $3 and status = 'pending') < ${maxPendingRuns}
on conflict (id) do nothing
`;

const columns = `
select id, merchant_id, livemode, created_ms, report_type, parameters, files_url, told_to_fail, after,
       status, attempts, ended_ms, failure, size
from report_runs
`;
const oneSql = `${columns} where id = $1 and merchant_id = $2 and livemode = $3`;
const placeSql = `
select created_ms, id from report_runs where id = $1 and merchant_id = $2 and livemode = $3
`;
const partSql = `
select p.content as text from report_parts p join report_runs r on r.id = p.run_id
where r.id = $1 and r.merchant_id = $2 and r.livemode = $3 and r.status = 'succeeded' and p.part = $4
`;

const pendingSql = `${columns} where status = 'pending' order by created_ms, id limit 100`;
const beginSql = `
update report_runs set attempts = attempts + 1 where id = $1 and status = 'pending'
returning attempts
`;
const clearSql = `delete from report_parts where run_id = $1`;
const writeSql = `insert into report_parts (run_id, part, content) values ($1, $2, $3)`;
const endSql = `
update report_runs
set status = case when $2::text is null then 'succeeded' else 'failed' end,
    failure = $2, size = $3, ended_ms = $4
where id = $1 and status = 'pending'
`;
const unannouncedSql = `
${columns} where status <> 'pending' and not announced order by created_ms, id limit 100
`;
const announcedSql = `update report_runs set announced = true where id = any($1)`;

// In test mode it is the time of the account that passes.
const expireSql = `
delete from report_runs r
where announced and ended_ms + ${keptForMs} <= $1 + coalesce(
  (select c.offset_ms from account_clocks c where c.account_id = r.merchant_id and not r.livemode), 0)
`;
const dropOldestSql = `
delete from report_runs where announced and id in (
  select id from (
    select id, row_number() over (partition by merchant_id, livemode
                                  order by created_ms desc, id desc) as age
    from report_runs) as aged
  where age > ${maxKeptRuns})
`;

export class ReportRuns {
  /** @param database where a commit is durable */
  constructor(readonly database: Database) {}

  /** None if the account waits for too many already. */
  async create(asked: Asked): Promise<ReportRunJson | null> {
    const { id, merchantId, livemode, createdMs, reportType, filesUrl, failure } = asked;
    const json = [JSON.stringify(asked.parameters), JSON.stringify(asked.after)] as const;
    await this.database.query(insertSql, [
      ...[id, merchantId, livemode, createdMs, reportType],
      ...[json[0], filesUrl, failure, json[1]],
    ]);
    return this.find(asked, id);
  }

  async find({ merchantId, livemode }: Tenant, id: string): Promise<ReportRunJson | null> {
    const { rows } = await this.database.query<RunRow>(oneSql, [id, merchantId, livemode]);
    return rows[0] === undefined ? null : runJson(rows[0]);
  }

  async list({ merchantId, livemode }: Tenant, page: Page) {
    const listed = await listPage<RunRow>(this.database, {
      select: columns,
      order: ['created_ms', 'id'],
      where: { merchant_id: merchantId, livemode },
      cursor: (id) => ({ text: placeSql, values: [id, merchantId, livemode] }),
      page,
    });
    return mapListed(listed, runJson);
  }

  async file(tenant: Tenant, fileId: string): Promise<ReportFileJson | null> {
    return (await this.find(tenant, runIdOf(fileId)))?.file ?? null;
  }

  /** A part of a file's text; null after the last one. */
  async filePart({ merchantId, livemode }: Tenant, fileId: string, part: number) {
    const values = [runIdOf(fileId), merchantId, livemode, part];
    const { rows } = await this.database.query<{ text: string }>(partSql, values);
    return rows[0] ?? null;
  }

  /** Oldest first; not more than can be made in a while. */
  async pending(): Promise<ReportRun[]> {
    return (await this.database.query<RunRow>(pendingSql)).rows.map(toRun);
  }

  /** Counts an attempt, and forgets what an earlier one wrote. @returns none if the run has ended */
  async begin(connection: Transaction, id: string): Promise<number | undefined> {
    const { rows } = await connection.query<{ attempts: number }>(beginSql, [id]);
    if (rows[0] !== undefined) await connection.query(clearSql, [id]);
    return rows[0]?.attempts;
  }

  async writePart(connection: Transaction, id: string, part: number, text: string): Promise<void> {
    await connection.query(writeSql, [id, part, text]);
  }

  async end(connection: Transaction, id: string, ending: Ending, atMs: number): Promise<void> {
    const failed = 'failure' in ending;
    if (failed) await connection.query(clearSql, [id]);
    const values = failed ? [ending.failure, null] : [null, ending.size];
    await connection.query(endSql, [id, ...values, atMs]);
  }

  /** What has ended and may not have been told to the merchant's stream. */
  async unannounced(): Promise<(Tenant & { run: ReportRunJson; filesUrl: string })[]> {
    const { rows } = await this.database.query<RunRow>(unannouncedSql);
    return rows.map((row) => ({
      ...{ merchantId: row.merchant_id, livemode: row.livemode },
      ...{ run: runJson(row), filesUrl: row.files_url },
    }));
  }

  async announced(ids: readonly string[]): Promise<void> {
    await this.database.query(announcedSql, [ids]);
  }

  /** Deletes what is older than it is kept, and of what is more than is kept the oldest. */
  async expire(nowMs: number): Promise<void> {
    await this.database.query(expireSql, [nowMs]);
    await this.database.query(dropOldestSql);
  }
}
