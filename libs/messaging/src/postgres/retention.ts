// Deletes what is older than its topic keeps, a little at a time: no long transaction or lock.
import type pg from 'pg';
import type { Diagnostics } from '../diagnostics.js';

// The last record of a partition stays whatever its age: publishers find their place by it.
const dueSql = `
select h.topic_id, h.partition
from heads h join topics t using (topic_id)
join records r on r.topic_id = h.topic_id and r.partition = h.partition
  and r.record_offset = h.first_offset
where h.first_offset < h.next_offset - 1
  and r.written_at < now() - t.retention_ms * interval '1 millisecond'`;

const trimSql = `
with oldest as (
  select r.record_offset, r.written_at
  from records r join heads h using (topic_id, partition)
  where topic_id = $1 and partition = $2
    and r.record_offset >= h.first_offset and r.record_offset < h.next_offset - 1
  order by r.record_offset limit $3
), boundary as (
  select max(o.record_offset) as last from oldest o, topics t
  where t.topic_id = $1 and o.written_at < now() - t.retention_ms * interval '1 millisecond'
), deleted as (
  delete from records
  where topic_id = $1 and partition = $2 and record_offset <= (select last from boundary)
  returning record_offset
)
update heads set first_offset = boundary.last + 1
from boundary where topic_id = $1 and partition = $2 and boundary.last is not null
returning (select count(*) from deleted)::integer as n`;

const batchRecords = 1_000;
/** Of one partition in one round: the rest waits for the next. */
const maxBatches = 200;

/** @returns how many records were deleted */
export async function trim(pool: Pick<pg.Pool, 'query'>, stopped: () => boolean): Promise<number> {
  const due = await pool.query<{ topic_id: number; partition: number }>(dueSql);
  let deleted = 0;
  for (const { topic_id, partition } of due.rows)
    for (let batch = 0; batch < maxBatches && !stopped(); batch++) {
      const values = [topic_id, partition, batchRecords];
      const { rows } = await pool.query<{ n: number }>(trimSql, values);
      const n = rows[0]?.n ?? 0;
      deleted += n;
      if (n < batchRecords) break;
    }
  return deleted;
}

export class Retention {
  private readonly timer: NodeJS.Timeout;
  private running: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly pool: Pick<pg.Pool, 'query'>,
    everyMs: number,
    private readonly diagnostics: Diagnostics,
  ) {
    this.timer = setInterval(() => (this.running ??= this.round()), everyMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.running;
  }

  private async round(): Promise<void> {
    try {
      const deleted = await trim(this.pool, () => this.stopped);
      if (deleted > 0) this.diagnostics.info({ deleted }, 'old records deleted');
    } catch (error) {
      this.diagnostics.warn({ err: error }, 'old records are not deleted now, the next round will');
    }
    this.running = undefined;
  }
}
