// Seals the partitions that this process owns, in the background: what is slow or fails here delays
// no command.
import type { Clock, Logger } from '@ledgerway/platform';
import type { Owned } from '../processor/work.js';
import type { SealMetrics } from './metrics.js';
import { SealedPartition, SealsContradict, type Sealing } from './sealed-partition.js';

export type SealerOptions = Sealing & {
  readonly owned: () => readonly Owned[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: SealMetrics;
  /** How often it looks whether something is due. */
  readonly roundMs: number;
};

export class Sealer {
  private readonly partitions = new Map<number, SealedPartition>();
  /** By partition: the epoch in which it was found that seals contradict each other. */
  private readonly halted = new Map<number, bigint>();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly options: SealerOptions) {}

  start(): void {
    this.timer = setInterval(() => {
      this.running ??= this.round().finally(() => (this.running = undefined));
    }, this.options.roundMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** One look at every owned partition. Never throws: the next round comes anyway. */
  async round(): Promise<void> {
    const owned = this.options.owned();
    const mine = new Set(owned.map(({ partition }) => partition));
    for (const partition of this.partitions.keys())
      if (!mine.has(partition)) this.partitions.delete(partition);
    let unsealed = 0;
    for (const one of owned) unsealed += await this.seal(one);
    this.options.metrics.unsealed.set(unsealed);
  }

  /** @returns how many events of the partition wait for a seal */
  private async seal({ partition, epoch, position }: Owned): Promise<number> {
    const { clock, logger, metrics } = this.options;
    if (this.halted.get(partition) === epoch) return 0;
    try {
      const known = this.partitions.get(partition);
      const sealed =
        known?.epoch === epoch ? known : await SealedPartition.open(this.options, partition, epoch);
      this.partitions.set(partition, sealed);
      metrics.made.inc(await sealed.advance(position, clock.now()));
      metrics.halted.set({ partition: String(partition) }, 0);
      return Number(position - sealed.sealedThrough);
    } catch (err) {
      if (err instanceof SealsContradict) {
        this.halted.set(partition, epoch);
        metrics.halted.set({ partition: String(partition) }, 1);
        const why = `no more seals for partition ${partition}: ${err.message}`;
        logger.error({ partition }, `${why}; run verify-chain`);
      } else logger.warn({ err, partition }, 'a partition could not be sealed yet');
      this.partitions.delete(partition);
      return 0;
    }
  }
}
