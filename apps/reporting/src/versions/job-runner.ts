// Runs jobs one after the other, in whichever process of the service gets the lock; and between
// jobs, keeps a version that was built where the live one is, until it is swapped in.
import type { Logger } from '@ledgerway/platform';
import { followLive, type TwoVersions } from './build.js';
import type { Job, VersionJobs } from './jobs.js';
import { hasOurMigrations } from './migrations-of.js';
import { JobCanceled, runJob } from './run-job.js';
import { readVersions, VersionsBusy, withVersionsLock } from './versions.js';

export type JobRunnerOptions = {
  readonly versions: TwoVersions;
  readonly jobs: VersionJobs;
  readonly logger: Logger;
  readonly everyMs: number;
};

export class JobRunner {
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;

  constructor(private readonly options: JobRunnerOptions) {}

  start(): void {
    this.timer = setInterval(() => this.wake(), this.options.everyMs);
    this.timer.unref();
  }

  /** Looks for work now; nothing happens while there is some under way. */
  wake(): void {
    if (this.stopping.signal.aborted) return;
    this.working ??= this.work().finally(() => (this.working = undefined));
  }

  /** What is under way stops between two commits, and is gone on with after the next start. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort(new Error('the service stops'));
    await this.working;
  }

  private async work(): Promise<void> {
    const { versions, jobs, logger } = this.options;
    try {
      const job = await jobs.open();
      const { state } = await readVersions(versions.live.pool);
      if (job === undefined && state !== 'built') return;
      await withVersionsLock(versions.live, async (lost) => {
        const signal = AbortSignal.any([this.stopping.signal, lost]);
        const open = await jobs.open(); // Another process may have ended it.
        if (open !== undefined) await this.run(open, signal);
        else await this.follow(signal);
      });
    } catch (error) {
      if (error instanceof VersionsBusy || this.stopping.signal.aborted) return;
      logger.warn({ err: error }, 'the versions of the read models have to wait');
    }
  }

  private async run(job: Job, signal: AbortSignal): Promise<void> {
    const { versions, jobs, logger } = this.options;
    const about = { job: job.id, kind: job.kind };
    logger.info(about, 'job on the read models begins');
    try {
      await runJob(job, { versions, jobs, signal });
      const ended = await jobs.find(job.id);
      logger.info({ ...about, status: ended?.status }, 'job on the read models has ended');
    } catch (error) {
      if (signal.aborted || error instanceof JobCanceled) return;
      await versions.live.ping(); // A database that is away is no reason to give up.
      logger.error({ ...about, err: error }, 'job on the read models failed');
      await jobs.end(job.id, { status: 'failed', failure: (error as Error).message });
    }
  }

  private async follow(signal: AbortSignal): Promise<void> {
    const { versions } = this.options;
    const { state } = await readVersions(versions.live.pool);
    if (state !== 'built') return;
    // What a release to come has built there is not ours to write.
    if (await hasOurMigrations(versions.standby)) await followLive({ ...versions, signal });
  }
}
