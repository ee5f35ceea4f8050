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
import { createEdge } from './edge/edge.js';
import { gatewayModule } from './gateway-module.js';
import { gatewayParts, type GatewayParts } from './gateway-parts.js';
import { expireIdempotencyKeys } from './idempotency/idempotency-expiry.js';
import { role, schema } from './migrations/index.js';
import type { QueryProxy } from './queries/query-client.js';

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
  readonly webhooks: QueryProxy;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly health: HealthRegistry;
  readonly clock: Clock;
  /** Names this process among all of the installation. */
  readonly instance: string;
  /** Given: the public port also serves `GET /metrics`. */
  readonly metrics?: Metrics;
};

const ttlMs = 24 * 60 * 60 * 1000;
const waitMs = 15_000;
const queryTimeoutMs = 10_000;
/** What is under way when the process stops has this long to end by itself. */
const graceMs = 5_000;

/** Runs until stopped. `port` is the one it listens on. */
export async function startApiGateway(
  options: ApiGatewayOptions,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
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
  const times = { ttlMs, waitMs, queryTimeoutMs };
  const parts = gatewayParts({ ...options, ...times, database, sender });
  registerHealth(options.health, parts);
  countWaiting(registry, parts);
  const module = gatewayModule(parts, { ...options, metrics: options.metrics !== undefined });
  const app = await createEdge({ ...options, module, authenticator: parts.authenticator });
  const stopExpiry = expireIdempotencyKeys(parts.idempotencyStore, clock, ttlMs, logger);
  await app.listen(options.port, options.host);
  return {
    port: (app.getHttpServer().address() as AddressInfo).port,
    async stop() {
      const closed = app.close();
      await Promise.race([closed, delay(graceMs, undefined, { ref: false })]);
      await sender.stop(); // Who still waits for an outcome is told to ask again.
      await closed;
      await stopExpiry();
      await parts.idempotencyStore.idle();
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
    await parts.payments.ask('payments.charge', { ...nobody, chargeId: 'ch_0' });
  });
  health.register('reporting queries', async () => {
    await parts.reporting.ask('reporting.balance_transaction', {
      ...nobody,
      id: 'txn_0',
      after: [],
    });
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
