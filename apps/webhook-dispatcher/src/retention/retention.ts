// How long history is kept. Attempts and ended deliveries lie in partitions, which are made ahead of
// time and dropped whole; events and their payloads are deleted a few at a time, so that nobody waits
// for it. What an unfinished delivery still needs stays, and so does a job that runs.
import type { Clock, Database, Logger } from '@ledgerway/platform';

export type RetentionOptions = {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'info'>;
  readonly historyDays: number;
};

const dayMs = 86_400_000;
const monthsAhead = 3;
const eventsPerStatement = 1_000;
const statementsPerRun = 200;

const prepareSql = `select prepare_history($1::date, $2)`;
const dropSql = `select drop_history($1) as dropped`;
const deleteJobsSql = `
  delete from bulk_job where job_id = any(array(
    select job_id from bulk_job
    where state <> 'running' and coalesce(ended_at, to_timestamp(created)) < $1
    limit 10000
  ))`;
const deleteEventsSql = `select delete_events($1, $2) as deleted`;

export class Retention {
  constructor(private readonly options: RetentionOptions) {}

  /** Any process may do it, also two at a time. */
  async run(): Promise<void> {
    const { database, clock, logger, historyDays } = this.options;
    const now = clock.now();
    const before = new Date(now - historyDays * dayMs);
    await database.query(prepareSql, [new Date(now), monthsAhead]);
    const { rows } = await database.query<{ dropped: number }>(dropSql, [before]);
    const dropped = rows[0]!.dropped;
    await database.query(deleteJobsSql, [before]);
    const deleted = await this.deleteEvents(before);
    if (dropped + deleted > 0)
      logger.info({ partitions: dropped, events: deleted, before }, 'old history was deleted');
  }

  /** @returns how many; what is left over is done by the next run. */
  private async deleteEvents(before: Date): Promise<number> {
    const createdBefore = Math.floor(before.getTime() / 1000);
    let total = 0;
    for (let i = 0; i < statementsPerRun; i++) {
      const values = [createdBefore, eventsPerStatement];
      const { rows } = await this.options.database.query<{ deleted: number }>(
        deleteEventsSql,
        values,
      );
      const { deleted } = rows[0]!;
      total += deleted;
      if (deleted < eventsPerStatement) break;
    }
    return total;
  }
}
