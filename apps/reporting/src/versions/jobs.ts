// What operators asked for, as rows: a job that was begun is gone on with after a restart.
import { createHash } from 'node:crypto';
import type {
  ProjectionComparisonJson,
  ProjectionJobJson,
  ProjectionJobKind,
  ProjectionJobOptions,
  ProjectionJobProgress,
  ProjectionQueries,
} from '@ledgerway/contracts';
import type { Clock, Database, Transaction } from '@ledgerway/platform';

type Ask<P extends keyof ProjectionQueries> = ProjectionQueries[P]['ask'];
type Answer<P extends keyof ProjectionQueries> = ProjectionQueries[P]['answer'];

export type Job = {
  readonly id: string;
  readonly kind: ProjectionJobKind;
  readonly options: ProjectionJobOptions;
  readonly status: ProjectionJobJson['status'];
};

type JobRow = Job & {
  readonly progress: ProjectionJobProgress | null;
  readonly comparison: ProjectionComparisonJson | null;
  readonly failure: string | null;
  readonly created_ms: string;
};

// Nothing is inserted if the same call made its job before, or if another job has not ended.
const insertSql = `
insert into version_jobs (id, kind, options, created_ms) values ($1, $2, $3, $4)
on conflict do nothing
`;
const byIdSql = `select * from version_jobs where id = $1`;
const openSql = `select * from version_jobs where status in ('pending', 'running')`;
const startSql = `update version_jobs set status = 'running' where id = $1 and status = 'pending'`;
const noteSql = `update version_jobs set progress = $2 where id = $1 and status = 'running'`;
const endSql = `
update version_jobs set status = $2, comparison = $3, failure = $4
where id = $1 and status = 'running'
`;
// What a canceled rebuild has built stays where it is until the next one begins.
const cancelSql = `
update version_jobs set status = 'canceled' where id = $1 and status in ('pending', 'running')
`;

/** How a job ended. */
export type Ending =
  | { readonly status: 'succeeded'; readonly comparison?: ProjectionComparisonJson }
  | {
      readonly status: 'failed';
      readonly failure: string;
      readonly comparison?: ProjectionComparisonJson;
    };

export class VersionJobs {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The same `operationKey` is the same job. */
  async create({
    kind,
    options,
    operationKey,
  }: Ask<'reporting.projection_job.create'>): Promise<Answer<'reporting.projection_job.create'>> {
    const id = `pj_${createHash('sha256').update(operationKey).digest('hex').slice(0, 24)}`;
    await this.database.query(insertSql, [id, kind, JSON.stringify(options), this.clock.now()]);
    const made = await this.find(id);
    if (made !== null) return made;
    const open = await this.open();
    if (open !== undefined) return { refused: 'busy', id: open.id };
    return this.create({ kind, options, operationKey }); // The other one has just ended.
  }

  async find(id: string): Promise<ProjectionJobJson | null> {
    const { rows } = await this.database.query<JobRow>(byIdSql, [id]);
    return rows[0] === undefined ? null : jobJson(rows[0]);
  }

  /** A job that has ended stays as it ended. */
  async cancel(id: string): Promise<ProjectionJobJson | null> {
    await this.database.query(cancelSql, [id]);
    return this.find(id);
  }

  /** The one that has not ended, if there is one. */
  async open(): Promise<Job | undefined> {
    return (await this.database.query<JobRow>(openSql)).rows[0];
  }

  async start(id: string): Promise<void> {
    await this.database.query(startSql, [id]);
  }

  /** @returns false if the job was canceled meanwhile */
  async note(id: string, progress: ProjectionJobProgress): Promise<boolean> {
    const { rowCount } = await this.database.query(noteSql, [id, JSON.stringify(progress)]);
    return rowCount === 1;
  }

  /** @returns false if the job was canceled meanwhile */
  async end(
    id: string,
    ending: Ending,
    connection: Transaction = this.database.pool,
  ): Promise<boolean> {
    const comparison = ending.comparison === undefined ? null : JSON.stringify(ending.comparison);
    const failure = ending.status === 'failed' ? ending.failure : null;
    const { rowCount } = await connection.query(endSql, [id, ending.status, comparison, failure]);
    return rowCount === 1;
  }
}

const jobJson = (row: JobRow): ProjectionJobJson => ({
  id: row.id,
  kind: row.kind,
  status: row.status,
  progress: row.progress,
  comparison: row.comparison,
  failure: row.failure,
  created: Math.floor(Number(row.created_ms) / 1_000),
});
