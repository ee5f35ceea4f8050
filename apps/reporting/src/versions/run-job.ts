// What a job does, in the service. It may be begun again at any point: what is done is seen.
import type { ProjectionComparisonJson, ProjectionJobProgress } from '@ledgerway/contracts';
import { buildStandby, type TwoVersions } from './build.js';
import { compareVersions, type Comparison } from './compare.js';
import { exchangeVersions } from './exchange.js';
import type { Job, VersionJobs } from './jobs.js';
import { ProgressMeter } from './measured-progress.js';
import { readVersions } from './versions.js';

export type JobContext = {
  readonly versions: TwoVersions;
  readonly jobs: VersionJobs;
  readonly signal: AbortSignal;
};

const noteEveryMs = 1_000;

/** Runs the job to its end, which is written with what it did. */
export async function runJob(job: Job, context: JobContext): Promise<void> {
  await context.jobs.start(job.id);
  switch (job.kind) {
    case 'rebuild':
      return rebuild(job, context);
    case 'compare':
      return compare(job, context);
    case 'swap':
      return exchange(job, context, 'built');
    case 'rollback':
      return exchange(job, context, 'kept');
  }
}

async function rebuild(job: Job, context: JobContext): Promise<void> {
  const { versions, jobs } = context;
  const wasBegun = job.status === 'running';
  const { state } = await readVersions(versions.live.pool);
  if (!(wasBegun && state === 'built')) await build(job, wasBegun, context);
  const comparison = comparisonJson(await compareVersions({ ...versions, ...signalOf(context) }));
  if (!comparison.equal) {
    const failure = `the rebuilt version differs in ${comparison.tables.join(', ')}`;
    await jobs.end(job.id, { status: 'failed', failure, comparison });
  } else if (job.options.swap === false)
    await jobs.end(job.id, { status: 'succeeded', comparison });
  else await exchange(job, context, 'built', comparison);
}

async function build(job: Job, resume: boolean, context: JobContext): Promise<void> {
  const { versions, jobs, signal } = context;
  const { rate, parallel } = job.options;
  const meter = new ProgressMeter();
  const canceled = new AbortController();
  let [notedAtMs, noting] = [-Infinity, Promise.resolve()];
  const progress = (done: bigint, total: bigint) => {
    const nowMs = performance.now();
    const measured = meter.measure(done, total, nowMs);
    if (nowMs - notedAtMs < noteEveryMs && done < total) return;
    notedAtMs = nowMs;
    noting = noting
      .then(() => jobs.note(job.id, progressJson(measured)))
      .then((goesOn) => void (goesOn || canceled.abort(new JobCanceled())))
      .catch(() => undefined); // The next note tells; a lost database ends the job anyway.
  };
  try {
    await buildStandby({
      ...versions,
      ...{ resume, progress },
      ...(rate !== undefined && { rate }),
      ...(parallel !== undefined && { parallel }),
      signal: AbortSignal.any([signal, canceled.signal]),
    });
  } finally {
    await noting;
  }
}

/** Somebody does not want it any more. */
export class JobCanceled extends Error {}

async function compare(job: Job, context: JobContext): Promise<void> {
  const found = await compareVersions({ ...context.versions, ...signalOf(context) });
  await context.jobs.end(job.id, { status: 'succeeded', comparison: comparisonJson(found) });
}

async function exchange(
  job: Job,
  context: JobContext,
  from: 'built' | 'kept',
  comparison?: ProjectionComparisonJson,
): Promise<void> {
  const ending = { status: 'succeeded', ...(comparison && { comparison }) } as const;
  await exchangeVersions({
    ...context.versions,
    ...signalOf(context),
    from,
    together: async (transaction) => {
      if (!(await context.jobs.end(job.id, ending, transaction))) throw new JobCanceled();
    },
  });
}

const signalOf = ({ signal }: JobContext) => ({ signal });

const progressJson = ({
  done,
  total,
  ...rest
}: ReturnType<ProgressMeter['measure']>): ProjectionJobProgress => ({
  ...rest,
  done: String(done),
  total: String(total),
});

const comparisonJson = ({ partitions, ...found }: Comparison): ProjectionComparisonJson => ({
  ...found,
  partitions: partitions.map((one) => ({ ...one, position: String(one.position) })),
});
