import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { appendSettings, clientConfig, type ConnectionOptions } from './connection.js';

const firstPauseMs = 20;
const longestPauseMs = 1_000;

/** The one connection of an appender. It is opened when needed and again when it was lost. */
export class AppendConnection {
  private client: pg.Client | undefined;

  /** @param patienceMs how long a server that is away is waited for */
  constructor(
    private readonly options: ConnectionOptions,
    private readonly patienceMs: number,
  ) {}

  /** @throws the last refusal when the server did not come back in time */
  async open(): Promise<pg.Client> {
    const deadline = performance.now() + this.patienceMs;
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      try {
        return (this.client ??= await this.connect());
      } catch (error) {
        if (performance.now() + pauseMs > deadline) throw error;
        await delay(pauseMs);
      }
    }
  }

  /** Gives the connection up, whatever runs on it. */
  drop(): void {
    const lost = this.client;
    this.client = undefined;
    void lost?.end().catch(() => undefined);
  }

  async close(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.end();
  }

  private async connect(): Promise<pg.Client> {
    // Only a commit that is on disk may be acknowledged, whatever the server's default is.
    const client = new pg.Client(clientConfig(this.options, appendSettings));
    client.on('error', () => {
      if (this.client === client) this.client = undefined; // Lost while idle.
    });
    await client.connect();
    return client;
  }
}
