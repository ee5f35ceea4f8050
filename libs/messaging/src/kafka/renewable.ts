// A connected client that is thrown away after any failure. What a failed call of kafkajs leaves
// behind (a half-open connection, a retry that goes on, an idempotent producer whose sequence the
// broker no longer follows) ends with it.
import { within } from './deadline.js';

type Connectable = { connect(): Promise<void>; disconnect(): Promise<void> };

const disconnectLimitMs = 2_000;

export class Renewable<C extends Connectable> {
  private current: { client: C; connected: Promise<void> } | undefined;
  private readonly leaving = new Set<Promise<void>>();

  constructor(
    private readonly what: string,
    private readonly create: () => C,
  ) {}

  /** @throws what the call throws, or KafkaTimeout */
  async use<T>(limitMs: number, call: (client: C) => Promise<T>): Promise<T> {
    const using = (this.current ??= this.open());
    try {
      const work = using.connected.then(() => call(using.client));
      return await within(limitMs, this.what, work);
    } catch (error) {
      if (this.current === using) this.current = undefined;
      this.discard(using.client);
      throw error;
    }
  }

  async close(): Promise<void> {
    if (this.current) this.discard(this.current.client);
    this.current = undefined;
    await Promise.all(this.leaving);
  }

  private open(): { client: C; connected: Promise<void> } {
    const client = this.create();
    const connected = client.connect();
    connected.catch(() => undefined); // Every user of it hears of it.
    return { client, connected };
  }

  private discard(client: C): void {
    const gone = within(disconnectLimitMs, `${this.what} disconnects`, client.disconnect())
      .catch(() => undefined)
      .finally(() => this.leaving.delete(gone));
    this.leaving.add(gone);
  }
}
