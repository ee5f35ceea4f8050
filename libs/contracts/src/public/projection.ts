// The read models and the jobs on them, as the operator sees them.
import type {
  ProjectionComparisonJson,
  ProjectionJobJson,
  ProjectionStatusJson,
} from '../queries/projections.js';

/** The `projection` object: which version is read, and how far both are behind the log. */
export const renderProjection = (status: ProjectionStatusJson) => ({
  object: 'projection' as const,
  name: 'ledger' as const,
  partitions: status.partitions.map((one) => ({
    head: Number(one.head),
    lag: behind(one.head, one.live),
    partition: one.partition,
    position: Number(one.live),
    standby_position: one.standby === null ? null : Number(one.standby),
  })),
  standby_state: status.standbyState,
  standby_version: status.standbyVersion,
  version: status.version,
});

/** The read models may have moved on after the head was read. */
const behind = (head: string, position: string): number =>
  Math.max(0, Number(head) - Number(position));

/** The `projection_job` object: a rebuild, a comparison, a swap or a rollback. */
export const renderProjectionJob = (job: ProjectionJobJson) => ({
  id: job.id,
  object: 'projection_job' as const,
  comparison: job.comparison === null ? null : renderComparison(job.comparison),
  created: job.created,
  failure_message: job.failure,
  kind: job.kind,
  progress:
    job.progress === null
      ? null
      : {
          eta_seconds: job.progress.etaSeconds,
          events_done: Number(job.progress.done),
          events_per_second: job.progress.perSecond,
          events_total: Number(job.progress.total),
        },
  projection: 'ledger' as const,
  status: job.status,
});

const renderComparison = ({ equal, partitions, rows, tables }: ProjectionComparisonJson) => ({
  equal,
  partitions: partitions.map((one) => ({
    live_state_hash: one.live,
    partition: one.partition,
    position: Number(one.position),
    standby_state_hash: one.standby,
  })),
  rows: rows.map((row) => ({ ...row })),
  tables: [...tables],
});
