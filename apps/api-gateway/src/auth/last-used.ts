// When keys were last used, written beside the requests: at most once a minute for each key, and all
// that are due in one statement. A crash loses a few of these times, which harms nobody.
import type { Clock, Logger } from '@ledgerway/platform';

const flushEveryMs = 5_000;
const perKeyMs = 60_000;
const maxNoted = 10_000;

export type UseStore = { noteUse(used: ReadonlyMap<string, number>): Promise<void> };

export class LastUsed {
  private readonly noted = new Map<string, number>();
  private due = new Map<string, number>();

  constructor(
    private readonly store: UseStore,
    private readonly clock: Clock,
    private readonly log: Pick<Logger, 'warn'>,
  ) {}

  note(keyId: string): void {
    const now = this.clock.now();
    const before = this.noted.get(keyId);
    if (before !== undefined && now - before < perKeyMs) return;
    if (this.noted.size >= maxNoted) this.noted.clear();
    this.noted.set(keyId, now);
    this.due.set(keyId, now);
  }

  async flush(): Promise<void> {
    if (this.due.size === 0) return;
    const used = this.due;
    this.due = new Map();
    try {
      await this.store.noteUse(used);
    } catch (error) {
      this.log.warn({ err: error }, 'the last use of keys was not written');
    }
  }

  /** Writes from time to time; the function it returns stops that and writes what is left. */
  start(): () => Promise<void> {
    let running = Promise.resolve();
    const timer = setInterval(() => {
      running = running.then(() => this.flush());
    }, flushEveryMs);
    timer.unref();
    return () => {
      clearInterval(timer);
      return running.then(() => this.flush());
    };
  }
}
