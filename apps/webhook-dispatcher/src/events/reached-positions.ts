// How far ingest has come, for those who want to read what they have just written. Ingest of a
// partition may run in another process, so what is not known here is asked for in the database.
import { setTimeout as delay } from 'node:timers/promises';
import type { Positions } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';

const askEveryMs = 10;

const positionsSql = `select part, pos from ingest_progress`;

export class ReachedPositions {
  private readonly reached = new Map<number, bigint>();
  private asking: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly maxWaitMs: number,
  ) {}

  /** Ingest has committed everything up to `position`. */
  advance(partition: number, position: bigint): void {
    if (position > (this.reached.get(partition) ?? 0n)) this.reached.set(partition, position);
  }

  /** Resolves when all of it is in, or after `maxWaitMs`: then the answer is what there is. */
  async wait(positions: Positions): Promise<void> {
    const deadline = performance.now() + this.maxWaitMs;
    const behind = () =>
      positions.some(([part, position]) => (this.reached.get(part) ?? 0n) < BigInt(position));
    while (behind() && performance.now() < deadline) {
      // However many wait, the database is asked by one of them.
      this.asking ??= this.ask().finally(() => (this.asking = undefined));
      await this.asking;
      if (behind()) await delay(askEveryMs);
    }
  }

  private async ask(): Promise<void> {
    const { rows } = await this.database.query<{ part: number; pos: string }>(positionsSql);
    for (const { part, pos } of rows) this.advance(part, BigInt(pos));
  }
}
