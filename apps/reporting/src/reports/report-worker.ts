// Makes the reports that were asked for, in whichever process of the service gets the lock of a run.
// What a killed process had begun is begun anew by the next one that looks.
import type { MessageLog } from '@ledgerway/messaging';
import type { AccountClocks, Clock, Database, Logger, Transaction } from '@ledgerway/platform';
import { readPositions } from '../projection/positions.js';
import { announce } from './announcements.js';
import { makeReport } from './make-report.js';
import { ReportRefused } from './report-ask.js';
import type { ReportRun } from './report-run-rows.js';
import type { Ending, ReportRuns } from './report-runs.js';
import { alone } from './run-lock.js';

export type ReportWorkerOptions = {
  readonly runs: ReportRuns;
  readonly database: Database;
  readonly log: Pick<MessageLog, 'publish'>;
  readonly partitions: number;
  readonly clocks: Pick<AccountClocks, 'now'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly everyMs: number;
};

/** How many reports one process makes at the same time. */
const lanes = 2;
const maxAttempts = 5;
const expireEveryMs = 60_000;

export class ReportWorker {
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;
  private again = false;
  private expiredAtMs = -Infinity;

  constructor(private readonly options: ReportWorkerOptions) {}

  start(): void {
    this.timer = setInterval(() => this.wake(), this.options.everyMs);
    this.timer.unref();
    this.wake();
  }

  /** Looks for work now, or once more when what is under way has ended. */
  wake(): void {
    if (this.stopping.signal.aborted) return;
    this.again = true;
    this.working ??= this.workOn().finally(() => (this.working = undefined));
  }

  /** A report under way stops after a part; it is begun anew by the next process. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort(new Error('the service stops'));
    await this.working;
  }

  private async workOn(): Promise<void> {
    while (this.again && !this.stopping.signal.aborted) {
      this.again = false;
      await this.attempt(() => this.makeAll());
      await this.attempt(() => announce(this.options));
      await this.attempt(() => this.expire());
    }
  }

  /** What could not be done now is done when it is next looked for. */
  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (err) {
      if (this.stopping.signal.aborted) return;
      this.options.logger.warn({ err }, 'reports have to wait');
    }
  }

  /** Until all that are pending are made, in other hands, or have to wait. */
  private async makeAll(): Promise<void> {
    const pending = await this.options.runs.pending();
    const lane = async () => {
      for (let run = pending.shift(); run !== undefined; run = pending.shift()) {
        if (this.stopping.signal.aborted) return;
        const next = run;
        await this.attempt(() => this.makeAlone(next));
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  }

  private async makeAlone(run: ReportRun): Promise<void> {
    const { runs } = this.options;
    if (!(await this.isReached(run))) return;
    await alone(runs.database, run.id, (connection) => this.make(run, connection));
  }

  /** Whether the read models have what the merchant had seen when it asked. */
  private async isReached({ after }: ReportRun): Promise<boolean> {
    const positions = await readPositions(this.options.database.pool);
    return after.every(
      ([partition, position]) => (positions.get(partition)?.position ?? 0n) >= BigInt(position),
    );
  }

  private async make(run: ReportRun, connection: Transaction): Promise<void> {
    const { runs, clocks, logger } = this.options;
    const attempts = await runs.begin(connection, run.id);
    if (attempts === undefined) return; // Another process has ended it meanwhile.
    const ending = await this.endingOf(run, attempts, connection);
    if (ending === undefined) return;
    const nowMs = clocks.now(run.merchantId, run.livemode);
    await runs.end(connection, run.id, ending, Math.max(nowMs, run.createdMs));
    await announce(this.options);
    logger.info({ run: run.id, report: run.type.id, ...ending }, 'report has ended');
  }

  /** None if it is worth another attempt. */
  private async endingOf(
    run: ReportRun,
    attempts: number,
    connection: Transaction,
  ): Promise<Ending | undefined> {
    const { runs, database, logger } = this.options;
    if (run.toldToFail !== null) return { failure: run.toldToFail };
    if (attempts > maxAttempts) return { failure: 'The report could not be made.' };
    try {
      const size = await makeReport(run, {
        database,
        write: (part, text) => runs.writePart(connection, run.id, part, text),
        signal: this.stopping.signal,
      });
      return { size };
    } catch (err) {
      if (err instanceof ReportRefused) return { failure: err.message };
      if (!this.stopping.signal.aborted)
        logger.warn({ err, run: run.id, attempts }, 'a report has to be made anew');
      return undefined;
    }
  }

  private async expire(): Promise<void> {
    const { runs, clock } = this.options;
    const nowMs = clock.now();
    if (nowMs - this.expiredAtMs < expireEveryMs) return;
    this.expiredAtMs = nowMs;
    await runs.expire(nowMs);
  }
}
