// POSTs to merchants. Each endpoint has its own small pool of sockets: endpoints that share a host
// do not share a queue, and a hung one holds no more than its own.
import { Pool } from 'undici';
import { Connection, MeasuredClient, tlsUpgrade, type ConnectorOptions } from './connection.js';
import { Exchange, type Answer } from './exchange.js';

export type SenderOptions = ConnectorOptions & {
  readonly socketsPerEndpoint: number;
  /** From the first byte of the lookup to the last byte of the answer, unless a target says. */
  readonly deadlineMs: number;
  readonly maxResponseBytes: number;
  /** Endpoints whose sockets are kept; beyond it those unused longest are closed. */
  readonly maxPools: number;
};

export type Target = {
  readonly endpointId: string;
  readonly url: URL;
  /** How long the whole exchange may take, where the endpoint has a wish of its own. */
  readonly timeoutMs?: number | null;
};

type EndpointPool = { readonly origin: string; readonly pool: Pool };

export class Sender {
  private readonly pools = new Map<string, EndpointPool>();

  constructor(private readonly options: SenderOptions) {}

  /** @param headers names and values in turn. Never rejects: whatever happens is an answer. */
  post({ endpointId, url, timeoutMs }: Target, headers: string[], body: Buffer): Promise<Answer> {
    const pool = this.poolOf(endpointId, url.origin);
    const path = url.pathname + url.search;
    return new Promise((resolve) => {
      const { maxResponseBytes, deadlineMs } = this.options;
      const exchange = new Exchange(maxResponseBytes, timeoutMs ?? deadlineMs, resolve);
      // The exchange has its own, total deadline; redirects are never followed on this level.
      const timeouts = { headersTimeout: 0, bodyTimeout: 0 };
      pool.dispatch({ method: 'POST', path, headers, body, ...timeouts }, exchange);
    });
  }

  /** Ends every POST that is under way. */
  async close(): Promise<void> {
    const pools = [...this.pools.values()];
    this.pools.clear();
    await Promise.all(pools.map(({ pool }) => pool.destroy()));
  }

  private poolOf(endpointId: string, origin: string): Pool {
    const known = this.pools.get(endpointId);
    this.pools.delete(endpointId); // Put back at the end: the first entries are those unused longest.
    const entry = known?.origin === origin ? known : { origin, pool: this.newPool(origin) };
    if (known !== undefined && known !== entry) void known.pool.close();
    this.pools.set(endpointId, entry);
    if (this.pools.size > this.options.maxPools) this.evict();
    return entry.pool;
  }

  private newPool(origin: string): Pool {
    const upgrade = tlsUpgrade(this.options);
    return new Pool(origin, {
      factory: (to, options) =>
        new MeasuredClient(to, options, new Connection(this.options, upgrade)),
      connections: this.options.socketsPerEndpoint,
      pipelining: 1,
      clientTtl: 60_000, // A name that moved is asked for again.
    });
  }

  private evict(): void {
    const [oldest] = this.pools;
    if (oldest === undefined) return;
    this.pools.delete(oldest[0]);
    void oldest[1].pool.close(); // What is under way ends first.
  }
}
