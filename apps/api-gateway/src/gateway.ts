// Puts the service together: its parts by hand, its controllers by Nest.
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import { replyPartitions } from '@ledgerway/contracts';
import { CommandClient, type MessageLog } from '@ledgerway/messaging';
import {
  createDatabase,
  type Clock,
  type HealthRegistry,
  type Logger,
  type Metrics,
} from '@ledgerway/platform';
import { Gauge, type Registry } from 'prom-client';
import { besides, startBackground } from './background.js';
import { createEdge } from './edge/edge.js';
import { refreshClocks } from './accounts/refresh-clocks.js';
import { gatewayModule } from './gateway-module.js';
import { gatewayParts, type GatewayParts } from './gateway-parts.js';
import { expireIdempotencyKeys } from './idempotency/idempotency-expiry.js';
import { role, schema } from './migrations/index.js';
import { urlOf } from './public-url.js';
import type { QueryProxy } from './queries/query-client.js';
import { defaultRateLimits, type RateLimits } from './rate-limits/rate-limits.js';
import { listenWithTls, type TlsOptions } from './tls/tls-listener.js';

export type ApiGatewayOptions = {
  readonly log: MessageLog;
  /** Of a login that may act as the gateway's role; its schema is up to date. */
  readonly databaseUrl: string;
  /** The installation's partition count. */
  readonly partitions: number;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly masterKey: Buffer;
  /** Clients of the services that answer queries. Their owner closes them. */
  readonly payments: QueryProxy;
  readonly reporting: QueryProxy;
  readonly vault: QueryProxy;
  readonly webhooks: QueryProxy;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly health: HealthRegistry;
  readonly clock: Clock;
  /** Names this process among all of the installation. */
  readonly instance: string;
  /** What an account without limits of its own may ask for; `off`: there are no limits. */
  readonly rateLimits: RateLimits | 'off';
  /** How long an idempotency key is remembered. */
  readonly idempotencyTtlMs: number;
  /** For how many days accounts can look at their requests; 0: they cannot. */
  readonly requestLogDays: number;
  /** Given: the public port also serves `GET /metrics`. */
  readonly metrics?: Metrics;
  /** CIDRs of proxies whose `X-Forwarded-For` is believed; none unless told. */
  readonly trustedProxies?: readonly string[];
  /** Where payers reach this installation; unless told, where it listens. */
  readonly publicUrl?: string;
  /** Given: the API is also served over TLS. */
  readonly tls?: TlsOptions;
};

/** `port` and `tlsPort` are what it listens on. */
export type ApiGateway = {
  readonly port: number;
  readonly tlsPort: number | undefined;
  stop(): Promise<void>;
};

const waitMs = 15_000;
const queryTimeoutMs = 10_000;
/** What is under way when the process stops has this long to end by itself. */
const graceMs = 5_000;

/** Runs until stopped. */
export async function startApiGateway(options: ApiGatewayOptions): Promise<ApiGateway> {
  const { log, logger, clock, registry, instance, partitions } = options;
  const database = createDatabase({
    url: options.databaseUrl,
    schema,
    role,
    applicationName: `ledgerway api-gateway ${instance}`,
    log: logger,
  });
  const sender = new CommandClient({
    log,
    instance,
    partitions,
    replyPartition: replyPartitionOf(instance),
    logger,
  });
  await sender.start();
  const { rateLimits, idempotencyTtlMs: ttlMs } = options;
  const times = { ttlMs, waitMs, queryTimeoutMs };
  const background = await startBackground(options);
  const parts = gatewayParts({
    ...options,
    ...times,
    defaultLimits: rateLimits === 'off' ? defaultRateLimits : rateLimits,
    database,
    sender,
    authority: options.tls?.authority,
    publicUrl: () => options.publicUrl ?? urlOf(addressOf()),
  });
  const stopRefreshing = await refreshClocks(parts.clocks, logger);
  registerHealth(options.health, parts);
  countWaiting(registry, parts);
  const module = gatewayModule(parts, { ...options, metrics: options.metrics !== undefined });
  const app = await createEdge({
    ...options,
    ...besides(background, parts.posts),
    module,
    gatekeeper: parts.gatekeeper,
  });
  // Kept: a server that is stopping has no address any more, and still answers what is under way.
  let bound: AddressInfo | undefined;
  const addressOf = () => (bound ??= app.getHttpServer().address() as AddressInfo);
  const stopExpiry = expireIdempotencyKeys(parts.idempotencyStore, clock, ttlMs, logger);
  const stopNotingUse = parts.lastUsed.start();
  await app.listen(options.port, options.host);
  const secure = options.tls && (await listenWithTls(app, options.host, options.tls, logger));
  return {
    port: addressOf().port,
    tlsPort: secure?.port,
    async stop() {
      const closed = Promise.all([app.close(), secure?.close()]);
      await Promise.race([closed, delay(graceMs, undefined, { ref: false })]);
      await sender.stop(); // Who still waits for an outcome is told to ask again.
      await closed;
      await stopExpiry();
      await stopRefreshing();
      await stopNotingUse();
      await parts.idempotencyStore.idle();
      await background.stop();
      await database.close();
    },
  };
}

/** Spreads gateways over the partitions of replies, so that each reads little of the others'. */
const replyPartitionOf = (instance: string): number =>
  createHash('sha256').update(instance).digest().readUInt16BE(0) % replyPartitions;

/** Ready once a charge would succeed, and could be read back. */
function registerHealth(health: HealthRegistry, parts: GatewayParts): void {
  const nobody = { merchantId: 'acct_0', livemode: false };
  health.register('api-gateway database', () => parts.database.ping());
  health.register('payments queries', async () => {
    await parts.payments.ask('payments.state', { ...nobody, id: 'ch_0' });
  });
  health.register('reporting queries', async () => {
    await parts.reporting.ask('reporting.balance_transaction', {
      ...nobody,
      id: 'txn_0',
      after: [],
    });
  });
  health.register('vault queries', async () => {
    await parts.vault.ask('vault.token', { ...nobody, id: 'tok_0' });
  });
  health.register('webhook queries', async () => {
    await parts.webhooks.ask('webhooks.endpoint', { ...nobody, id: 'we_0' });
  });
}

function countWaiting(registry: Registry, parts: GatewayParts): void {
  new Gauge({
    name: 'ledgerway_gateway_waiting_commands',
    help: 'Commands whose outcome a request waits for.',
    registers: [registry],
    collect() {
      this.set(parts.commands.waiting);
    },
  });
}
