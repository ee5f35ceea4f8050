import type { RunningSubscription } from './port.js';

export type StallWatchdogOptions = {
  /** By name. Asked at every look, since subscriptions come and go. */
  readonly subscriptions: () => Iterable<readonly [string, RunningSubscription]>;
  /** Well above the log's heartbeat and poll intervals; 30 seconds is a good start. */
  readonly boundMs: number;
  readonly everyMs?: number;
  /** Once for each silence: restart the process, or the subscription. */
  readonly onStall: (name: string, silentForMs: number) => void;
};

/**
 * Consumers of Kafka are known to fall silent without an error. This notices, by the one thing that
 * a stalled subscription cannot fake: that the log answers it.
 */
export class StallWatchdog {
  private timer: NodeJS.Timeout | undefined;
  private readonly stalled = new Set<string>();

  constructor(private readonly options: StallWatchdogOptions) {}

  start(): void {
    this.timer ??= setInterval(() => this.look(), this.options.everyMs ?? 1_000);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  look(): void {
    const { subscriptions, boundMs, onStall } = this.options;
    for (const [name, subscription] of subscriptions()) {
      const silentForMs = subscription.silentForMs();
      if (silentForMs <= boundMs) this.stalled.delete(name);
      else if (!this.stalled.has(name)) {
        this.stalled.add(name);
        onStall(name, silentForMs);
      }
    }
  }
}
