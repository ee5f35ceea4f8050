import type { MessageLog, RunningSubscription } from './port.js';

export type StallWatchdogOptions = {
  /** By name. Asked at every look, since subscriptions come and go. */
  readonly subscriptions: () => Iterable<readonly [string, RunningSubscription]>;
  /** Well above the log's heartbeat and poll intervals; 30 seconds is a good start. */
  readonly boundMs: number;
  readonly everyMs?: number;
  /** Once for each `boundMs` of silence: restart the process, or the subscription. */
  readonly onStall: (name: string, silentForMs: number) => void;
};

/**
 * Consumers of Kafka are known to fall silent without an error. This notices, by the one thing that
 * a stalled subscription cannot fake: that the log answers it.
 */
export class StallWatchdog {
  private timer: NodeJS.Timeout | undefined;
  /** By name: how long it had been silent when that was reported last. */
  private readonly reported = new Map<string, number>();

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
      if (silentForMs <= boundMs) this.reported.delete(name);
      else if (silentForMs > (this.reported.get(name) ?? 0) + boundMs) {
        this.reported.set(name, silentForMs);
        onStall(name, silentForMs);
      }
    }
  }
}

const stallBoundMs = 30_000;

/**
 * Calls `end` when a subscription is silent although the log itself answers: a new process begins
 * afresh, and nothing is lost with the old one. While the log is out, silence is no stall.
 *
 * @returns how to stop watching
 */
export function endWhenStalled(options: {
  readonly log: Pick<MessageLog, 'health'>;
  readonly subscriptions: StallWatchdogOptions['subscriptions'];
  readonly end: (error: Error) => void;
}): () => void {
  const { log, subscriptions, end } = options;
  const watchdog = new StallWatchdog({
    subscriptions,
    boundMs: stallBoundMs,
    onStall: (name, silentForMs) =>
      void log.health().then(({ ok }) => {
        if (ok) end(new Error(`The consumer of ${name} has been silent for ${silentForMs} ms`));
      }),
  });
  watchdog.start();
  return () => watchdog.stop();
}
