// Several dispatcher processes that share the sending. Whoever dies is started again, as any
// supervisor does.
import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../crash/random.js';
import { DispatcherProcess, type DispatcherEnvironment } from './dispatcher-process.js';

/** Why one is gone, and what it said at last. */
export type UnexpectedEnd = { readonly how: string; readonly log: string };

const measureEveryMs = 200;
const startAgainMs = 500;

export class Dispatchers {
  /** Those that ended although nobody had killed them. */
  readonly unexpected: UnexpectedEnd[] = [];
  /** Bytes that any of them had at the most. */
  peakBytes = 0;
  private readonly running = new Map<number, DispatcherProcess>();
  private readonly keepers: Promise<void>[] = [];
  private readonly measuring: NodeJS.Timeout;
  private stopping = false;
  private pauseMs = 0;

  /** @param environments of each process */
  private constructor(private readonly environments: readonly DispatcherEnvironment[]) {
    this.measuring = setInterval(() => this.measure(), measureEveryMs);
  }

  static async start(environments: readonly DispatcherEnvironment[]): Promise<Dispatchers> {
    const dispatchers = new Dispatchers(environments);
    const begin = async (environment: DispatcherEnvironment, slot: number) => {
      const started = await DispatcherProcess.start(environment);
      dispatchers.keepers.push(dispatchers.keep(slot, started));
    };
    try {
      await Promise.all(environments.map(begin));
      return dispatchers;
    } catch (error) {
      await dispatchers.stop();
      throw error;
    }
  }

  /** As `kill -9` does; it is started again a moment later. @returns false if none was running */
  async killOne(random: Random): Promise<boolean> {
    this.measure();
    this.pauseMs = random.between(0, 1_000);
    const candidates = [...this.running.values()].filter(({ isOver }) => !isOver);
    if (candidates.length === 0) return false;
    await random.pick(candidates).end('SIGKILL');
    return true;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.measuring);
    this.measure();
    await Promise.all([...this.running.values()].map((process) => process.end('SIGTERM')));
    await Promise.all(this.keepers);
  }

  private async keep(slot: number, first: DispatcherProcess): Promise<void> {
    for (let process: DispatcherProcess | undefined = first; ;) {
      if (process !== undefined) {
        this.running.set(slot, process);
        if (this.stopping) void process.end('SIGTERM');
        const how = await process.ended;
        this.running.delete(slot);
        if (!process.isOver) this.unexpected.push({ how, log: process.log });
      }
      if (this.stopping) return;
      await delay(process === undefined ? startAgainMs : this.pauseMs);
      if (this.stopping) return;
      // Without its database or broker none can start: then another one is tried.
      process = await DispatcherProcess.start(this.environments[slot]!).catch(() => undefined);
    }
  }

  private measure(): void {
    for (const process of this.running.values())
      this.peakBytes = Math.max(this.peakBytes, process.peakBytes);
  }
}
