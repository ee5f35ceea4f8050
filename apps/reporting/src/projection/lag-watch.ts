// Compares the read models with the log: for the lag that operators see, for readiness after a
// start, and to fetch what the topic never delivered although nothing newer shows the gap.
import type { EventReader } from '@ledgerway/event-store';
import type { Database, Logger } from '@ledgerway/platform';
import type { ProjectionMetrics } from './metrics.js';
import { readPositions } from './positions.js';
import type { Projection } from './projection.js';

export type LagWatchOptions = {
  readonly database: Database;
  readonly reader: EventReader;
  readonly projection: Projection;
  readonly metrics: ProjectionMetrics;
  readonly logger: Logger;
  readonly everyMs: number;
};

type Lag = { readonly position: bigint; readonly head: bigint };

export class LagWatch {
  private readonly assigned = new Set<number>();
  private lags: ReadonlyMap<number, Lag> = new Map();
  /** Where the log ended when it was first seen; none before. */
  private headsAtStart: ReadonlyMap<number, bigint> | undefined;
  private caughtUp = false;
  private timer: NodeJS.Timeout | undefined;
  private looking = Promise.resolve();

  constructor(private readonly options: LagWatchOptions) {}

  start(): void {
    this.timer = setInterval(() => {
      this.looking = this.looking
        .then(() => this.look())
        .catch((error: unknown) => {
          this.options.logger.warn({ err: error }, 'cannot compare the read models with the log');
        });
    }, this.options.everyMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  assign(partitions: readonly number[]): void {
    for (const partition of partitions) this.assigned.add(partition);
  }

  release(partitions: readonly number[]): void {
    for (const partition of partitions) this.assigned.delete(partition);
  }

  /** @throws with the reason while the read models are not to be relied on */
  async checkHealth(): Promise<void> {
    const [halted] = this.options.projection.halted();
    if (halted !== undefined)
      throw new Error(`partition ${halted.partition} is halted: ${halted.reason}`);
    if (this.caughtUp) return;
    const lags = await this.read();
    this.headsAtStart ??= new Map([...lags].map(([partition, { head }]) => [partition, head]));
    for (const [partition, head] of this.headsAtStart) {
      const missing = head - (lags.get(partition)?.position ?? 0n);
      if (missing > 0n) throw new Error(`partition ${partition} has ${missing} events to catch up`);
    }
    this.caughtUp = true;
  }

  /** One comparison. A partition that was behind before and has not moved since is fetched. */
  async look(): Promise<void> {
    const before = this.lags;
    this.lags = await this.read();
    for (const [partition, { position, head }] of this.lags) {
      this.options.metrics.lag.set({ partition: String(partition) }, Number(head - position));
      const stuck = position < head && before.get(partition)?.position === position;
      if (!stuck || !this.assigned.has(partition)) continue;
      const known = before.get(partition)!.head; // What came since may just be on its way.
      if (known > position) await this.options.projection.catchUp(partition, known);
    }
  }

  private async read(): Promise<Map<number, Lag>> {
    const { database, reader } = this.options;
    const [positions, heads] = [await readPositions(database.pool), await reader.heads()];
    return new Map(
      heads.map(({ partition, position: head }) => {
        const position = positions.get(partition)?.position ?? 0n;
        return [partition, { position, head: head > position ? head : position }];
      }),
    );
  }
}
