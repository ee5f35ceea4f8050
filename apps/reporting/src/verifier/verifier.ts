// Looks for broken invariants all day: at a part of everything each minute, at everything once a day.
// It has connections of its own, keeps to a rate, and nothing waits for it.
import { setTimeout as delay } from 'node:timers/promises';
import { verifyStoredPartition, type PostgresEventReader, type Seal } from '@ledgerway/event-store';
import type { Clock, Database, Logger } from '@ledgerway/platform';
import { brokenChain } from '../invariants/broken-chain.js';
import { violationsOf } from '../invariants/ledger-invariants.js';
import { logChecks } from '../invariants/log-invariants.js';
import { verifyReadModels } from '../invariants/verify-read-models.js';
import { verifySample } from '../invariants/verify-sample.js';
import type { Violation } from '../invariants/violation.js';
import { Pace } from '../versions/pace.js';
import { alone, keepRun, lastRuns, type Kind } from './last-runs.js';
import type { VerifierMetrics } from './metrics.js';

export type VerifierOptions = {
  /** With at least two connections for it, and no limit on the time of a statement. */
  readonly database: Database;
  readonly reader: PostgresEventReader;
  /** The newest seals outside the database, by partition. */
  readonly anchors: () => Promise<ReadonlyMap<number, Seal>>;
  readonly metrics: VerifierMetrics;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Like `Math.random`. */
  readonly random: () => number;
  readonly sampleEveryMs: number;
  readonly fullEveryMs: number;
  /** Of each partition's events, in one sample. */
  readonly share: number;
  readonly maxEventsPerSecond: number;
};

const maxViolations = 20;

export class Verifier {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private readonly stopping = new AbortController();

  constructor(private readonly options: VerifierOptions) {}

  start(): void {
    this.timer = setInterval(() => {
      this.running ??= this.round().finally(() => (this.running = undefined));
    }, this.options.sampleEveryMs);
    this.timer.unref();
  }

  /** A run under way ends before its next page. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    await this.running;
  }

  /** What is due, unless another process is at it. Never throws: the next round comes anyway. */
  async round(): Promise<void> {
    const { database, logger } = this.options;
    try {
      await alone(database, () => this.runDue());
      for (const [kind, endedMs] of await lastRuns(database))
        this.options.metrics.lastEnded(kind, endedMs);
    } catch (err) {
      if (!this.stopping.signal.aborted)
        logger.warn({ err }, 'the invariants could not be checked');
    }
  }

  private async runDue(): Promise<void> {
    const { database, clock, fullEveryMs, sampleEveryMs } = this.options;
    const ended = await lastRuns(database);
    const isDue = (kind: Kind, everyMs: number) => clock.now() - (ended.get(kind) ?? 0) >= everyMs;
    if (isDue('full', fullEveryMs)) await this.run('full', () => this.everything());
    // Several processes have several timers: half the time is what keeps them from each other.
    else if (isDue('sample', sampleEveryMs / 2)) await this.run('sample', () => this.sample());
  }

  private async run(kind: Kind, check: () => Promise<readonly Violation[]>): Promise<void> {
    const { database, clock, logger, metrics } = this.options;
    const beganMs = clock.now();
    const found = await check();
    for (const { invariant, place, detail } of found.slice(0, maxViolations))
      logger.error({ invariant, place, detail, kind }, 'invariant violated');
    metrics.ran(kind, clock.now() - beganMs, found);
    await keepRun(database, kind, clock.now(), found.length);
  }

  private sample(): Promise<Violation[]> {
    const { database, reader, share, random } = this.options;
    return verifySample({ database, reader, share, random, maxViolations, ...this.paced() });
  }

  private async everything(): Promise<Violation[]> {
    const { database, reader } = this.options;
    const anchors = await this.options.anchors();
    const paced = this.paced();
    const violations: Violation[] = [];
    for (const { partition } of await reader.heads()) {
      const anchor = anchors.get(partition);
      const outside = anchor === undefined ? {} : { anchors: only(anchor) };
      const report = await verifyStoredPartition(reader, { partition, ...outside, ...paced });
      violations.push(...brokenChain(report));
    }
    violations.push(...(await violationsOf(database.pool, logChecks, maxViolations)));
    violations.push(...(await verifyReadModels({ database, reader, maxViolations, ...paced })));
    return violations;
  }

  private paced(): { beforePage: (events: number) => Promise<void> } {
    const pace = new Pace(this.options.maxEventsPerSecond);
    const { signal } = this.stopping;
    return {
      async beforePage(events) {
        signal.throwIfAborted();
        const waitMs = pace.waitMs(events, performance.now());
        if (waitMs > 0) await delay(waitMs, undefined, { signal });
      },
    };
  }
}

async function* only(seal: Seal): AsyncGenerator<Seal> {
  yield seal;
}
