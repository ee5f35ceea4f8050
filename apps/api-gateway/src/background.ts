// What goes on beside the requests, on connections of its own, so that neither waits for the other: the
// leases of rate limits, the request log and its days. None of it waits for the disk.
import { createDatabase, type Clock, type Logger } from '@ledgerway/platform';
import type { EdgeOptions } from './edge/edge.js';
import type { IdempotentPosts } from './idempotency/idempotent-posts.js';
import { role, schema } from './migrations/index.js';
import { QuotaStore } from './rate-limits/quota-store.js';
import { RateLimiter } from './rate-limits/rate-limiter.js';
import type { RateLimits } from './rate-limits/rate-limits.js';
import { startLogDays } from './request-log/log-days.js';
import { LogQueue } from './request-log/log-queue.js';
import { RequestLogStore } from './request-log/request-log-store.js';

export type BackgroundOptions = {
  readonly databaseUrl: string;
  readonly rateLimits: RateLimits | 'off';
  /** For how many days requests are kept; 0: none are. */
  readonly requestLogDays: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly instance: string;
};

export type Background = {
  readonly limiter: RateLimiter | undefined;
  readonly requestLog: LogQueue | undefined;
  stop(): Promise<void>;
};

const maxConnections = 2;
const statementTimeoutMs = 5_000;
const connectTimeoutMs = 2_000;

export async function startBackground(options: BackgroundOptions): Promise<Background> {
  const { databaseUrl: url, rateLimits, requestLogDays: keepDays, clock, instance } = options;
  const log = options.logger;
  const database = createDatabase({
    url,
    schema,
    role,
    applicationName: `ledgerway api-gateway ${instance} background`,
    settings: { synchronous_commit: 'off' },
    maxConnections,
    statementTimeoutMs,
    connectTimeoutMs,
    log,
  });
  const limiter =
    rateLimits === 'off'
      ? undefined
      : new RateLimiter({
          store: new QuotaStore(database, rateLimits),
          limits: rateLimits,
          clock,
          gateway: instance,
          log,
        });
  limiter?.start();
  const store = new RequestLogStore(database);
  const requestLog =
    keepDays === 0 ? undefined : new LogQueue({ write: (batch) => store.write(batch), log });
  const stopLogDays = await startLogDays({ database, clock, keepDays, log });
  return {
    limiter,
    requestLog,
    async stop() {
      await limiter?.stop();
      await requestLog?.drained();
      await stopLogDays();
      await database.close();
    },
  };
}

/** Where the edge meets it. */
export const besides = (
  { limiter, requestLog }: Background,
  posts: IdempotentPosts,
): Pick<EdgeOptions, 'rateLimiting' | 'requestLog'> => ({
  ...(limiter !== undefined && {
    rateLimiting: {
      limiter,
      isReplay: ({ merchantId: scope, livemode }, request) =>
        posts.isReplay({ scope, livemode }, request),
    },
  }),
  ...(requestLog !== undefined && { requestLog }),
});
