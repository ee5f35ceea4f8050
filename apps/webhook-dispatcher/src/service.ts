// Puts the service together. Every process takes events in, answers queries and sends its part.
import { Module, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { BatchLogServer, endWhenStalled, type MessageLog } from '@ledgerway/messaging';
import {
  AccountClocks,
  createDatabase,
  NestLogger,
  type Clock,
  type HealthRegistry,
  type Logger,
} from '@ledgerway/platform';
import type { Registry } from 'prom-client';
import { ClocksController } from './clocks/clocks.controller.js';
import { Cancelling } from './deliveries/cancelling.js';
import { hotDatabase } from './deliveries/hot-database.js';
import { AddressGuard } from './delivery/address-guard.js';
import { EndpointList } from './endpoints/endpoint-list.js';
import { Endpoints } from './endpoints/endpoints.js';
import { EndpointsController } from './endpoints/endpoints.controller.js';
import { SecretRolls } from './endpoints/secret-rolls.js';
import { SecretBox } from './endpoints/secrets.js';
import { SubscriptionCache } from './endpoints/subscriptions.js';
import { EventList } from './events/event-list.js';
import { EventsController } from './events/events.controller.js';
import { ReachedPositions } from './events/reached-positions.js';
import { DeliveryHistory } from './history/delivery-history.js';
import { HistoryController } from './history/history.controller.js';
import { IngestController } from './ingest/ingest.controller.js';
import { Ingest, type Backfill } from './ingest/ingest.js';
import { IngestStore } from './ingest/ingest-store.js';
import { JobWorker } from './jobs/job-worker.js';
import { Jobs } from './jobs/jobs.js';
import { JobsController } from './jobs/jobs.controller.js';
import { Resends } from './jobs/resends.js';
import { DispatcherMetrics } from './metrics.js';
import { role, schema } from './migrations/migrations.js';
import { periodically } from './periodic.js';
import { sending } from './sending.js';

export type WebhookDispatcherOptions = {
  readonly log: MessageLog;
  /** Of a login that may act as the service's role. */
  readonly databaseUrl: string;
  /** The installation's partition count. */
  readonly partitions: number;
  /** Where queries are answered. */
  readonly queries: CustomTransportStrategy;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly health: HealthRegistry;
  readonly clock: Clock;
  /** Names this process among all of the installation. */
  readonly instance: string;
  /** A consumer fell silent although the log answers: the process should begin afresh. */
  readonly onStall: (error: Error) => void;
  /** 32 bytes, the same for all processes and for ever: endpoint secrets are sealed with it. */
  readonly secretKey: Buffer;
  /** CIDRs that endpoints may live in although they are not public. */
  readonly allow: readonly string[];
  /** Divides every retry pause and breaker pause; 1 in earnest. */
  readonly retryScale: number;
  /** Reads the log itself, to fill what the topic does not have. */
  readonly backfill: Backfill;
  /** How long one request to an endpoint may take, from lookup to last byte. */
  readonly timeoutMs?: number;
  /** How long events, deliveries and attempts are kept. */
  readonly historyDays?: number;
  /** Uniform in [0, 1): spreads retries. */
  readonly random?: () => number;
};

const group = 'webhooks';
const readersWaitMs = 5_000;
const healthEveryMs = 15_000;
const retentionEveryMs = 3_600_000;

/** Runs until stopped. Migrations have run before. */
export async function startWebhookDispatcher(
  options: WebhookDispatcherOptions,
): Promise<{ stop(): Promise<void> }> {
  const { databaseUrl, logger, clock, instance, registry } = options;
  const database = createDatabase({
    url: databaseUrl,
    schema,
    role,
    applicationName: `ledgerway webhooks ${instance}`,
    maxConnections: 6,
    log: logger,
  });
  const hot = hotDatabase({ url: databaseUrl, instance, logger });
  const guard = new AddressGuard(options.allow);
  const secrets = new SecretBox(options.secretKey);
  const endpoints = new Endpoints(database, guard, secrets, clock);
  const reached = new ReachedPositions(database, readersWaitMs);
  const metrics: DispatcherMetrics = new DispatcherMetrics(
    registry,
    () => deliveries.inFlight,
    () => ingest.halted.size,
  );
  const shared = { database, hot, guard, secrets, metrics };
  const { deliveries, sender, health, retention } = sending({ ...options, ...shared });
  const store = new IngestStore(database, clock);
  await store.create(options.partitions);
  const ingest = new Ingest({
    store,
    subscriptions: new SubscriptionCache(database),
    backfill: options.backfill,
    logger,
    onTaken: (partition, position, endpointIds) => {
      reached.advance(partition, position);
      deliveries.wake(endpointIds);
    },
  });
  const onMade = (endpointIds: ReadonlySet<string>) => deliveries.wake(endpointIds);
  const worker = new JobWorker({ database, clock, logger, onMade });
  const onJob = (endpointId: string) => {
    worker.wake();
    onMade(new Set([endpointId]));
  };
  const history = new DeliveryHistory(database);
  options.health.register('webhooks', async () => {
    await database.ping();
    const halted = [...ingest.halted].map(([partition, why]) => `partition ${partition}: ${why}`);
    if (halted.length > 0) throw new Error(halted.join('; '));
  });

  const nest = { logger: new NestLogger(logger), abortOnError: false };
  const queries = await NestFactory.createMicroservice(
    edge(
      [EndpointsController, EventsController, HistoryController, JobsController, ClocksController],
      [
        { provide: AccountClocks, useValue: new AccountClocks(database, clock) },
        { provide: Endpoints, useValue: endpoints },
        { provide: EndpointList, useValue: new EndpointList(database, clock) },
        { provide: SecretRolls, useValue: new SecretRolls(database, secrets, clock) },
        { provide: EventList, useValue: new EventList(database, reached) },
        { provide: DeliveryHistory, useValue: history },
        { provide: Cancelling, useValue: new Cancelling(database, history, clock, onMade) },
        { provide: Jobs, useValue: new Jobs(database, clock, onJob) },
        { provide: Resends, useValue: new Resends(database, clock, onMade) },
      ],
    ),
    { ...nest, strategy: options.queries },
  );
  const strategy = new BatchLogServer({
    log: options.log,
    group,
    start: (_topic, partitions) => ingest.start(partitions),
    lost: (_topic, partitions) => ingest.lost(partitions),
  });
  const intake = await NestFactory.createMicroservice(
    edge([IngestController], [{ provide: Ingest, useValue: ingest }]),
    { ...nest, strategy },
  );
  await queries.listen();
  await intake.listen();
  deliveries.start();
  const failed = (what: string) => (error: unknown) => logger.warn({ err: error }, what);
  const chores = [
    periodically(
      // With quick retries an endpoint is given up quickly, too.
      Math.max(1_000, healthEveryMs / Math.max(1, options.retryScale)),
      () => health.check(),
      failed('the health of endpoints could not be kept'),
    ),
    periodically(retentionEveryMs, () => retention.run(), failed('old history was not deleted')),
  ];
  worker.start();
  const stopWatching = endWhenStalled({
    log: options.log,
    subscriptions: () => strategy.subscriptions,
    end: options.onStall,
  });
  return {
    async stop() {
      stopWatching();
      await intake.close();
      await worker.stop();
      await deliveries.stop();
      for (const chore of chores) await chore.stop();
      await queries.close();
      await sender.close();
      await hot.close();
      await database.close();
    },
  };
}

@Module({})
class WebhooksModule {}

const edge = (controllers: (new (...services: never[]) => object)[], providers: Provider[]) => ({
  module: WebhooksModule,
  controllers,
  providers,
});
