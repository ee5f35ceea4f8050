// Ends a process in order: what takes requests stops first, what they need stops last.
import type { Logger } from '../logging/logger.js';

export type ShutdownOptions = {
  log: Pick<Logger, 'info' | 'error' | 'fatal'>;
  /** Where signals and fatal errors arrive, and how the process ends; replaced in tests. */
  process?: Pick<NodeJS.Process, 'on' | 'exit'>;
};

type Part = { name: string; stop: () => Promise<void> | void; deadlineMs: number };

export class Shutdown {
  private readonly parts: Part[] = [];
  private readonly log: ShutdownOptions['log'];
  private readonly process: NonNullable<ShutdownOptions['process']>;
  private ending: Promise<void> | undefined;
  private exitCode = 0;

  constructor(options: ShutdownOptions) {
    this.log = options.log;
    this.process = options.process ?? process;
  }

  /** Parts stop one after another, the last one registered first. */
  register(name: string, stop: Part['stop'], { deadlineMs = 10_000 } = {}): void {
    this.parts.push({ name, stop, deadlineMs });
  }

  get stopping(): boolean {
    return this.ending !== undefined;
  }

  /** From now on SIGTERM and SIGINT stop the process with 0, and a stray error with 1. */
  listen(): void {
    // Repeated signals are one: an impatient second Ctrl-C must not cut the first one short.
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      this.process.on(signal, () => void this.stop(signal));
    this.process.on('unhandledRejection', (error) => void this.crash('unhandled rejection', error));
    this.process.on('uncaughtException', (error) => void this.crash('uncaught exception', error));
  }

  /** A part broke for good: stop the others and exit with 1, so that a supervisor starts anew. */
  crash(part: string, error: unknown): Promise<void> {
    this.exitCode = 1;
    this.log.fatal({ part, err: error }, `${part} failed; stopping`);
    return this.stop(`${part} failed`);
  }

  /** Stops every part and exits. Calling it again waits for the first call. */
  stop(reason: string): Promise<void> {
    // Set before the first part stops: a part may call this again while it stops.
    this.ending ??= Promise.resolve().then(() => this.stopParts(reason));
    return this.ending;
  }

  private async stopParts(reason: string): Promise<void> {
    this.log.info({ reason }, 'stopping');
    for (const part of [...this.parts].reverse()) await this.stopPart(part);
    this.log.info({ exitCode: this.exitCode }, 'stopped');
    this.process.exit(this.exitCode);
  }

  private async stopPart({ name, stop, deadlineMs }: Part): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const overdue = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not stopped after ${deadlineMs} ms`)), deadlineMs);
    });
    try {
      await Promise.race([(async () => stop())(), overdue]);
    } catch (error) {
      this.exitCode = 1;
      this.log.error({ part: name, err: error }, `${name} did not stop cleanly`);
    } finally {
      clearTimeout(timer);
    }
  }
}
