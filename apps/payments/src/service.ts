// Puts the service together. Inside there is plain TypeScript; Nest stands at the two edges, where
// commands arrive by batch and queries by request.
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { refuseUnreadable, topics } from '@ledgerway/contracts';
import type { Sandbox } from '@ledgerway/connectors';
import { PostgresEventStore, SealKey, sealKeyPurpose } from '@ledgerway/event-store';
import { BatchLogServer, endWhenStalled, type MessageLog } from '@ledgerway/messaging';
import {
  AccountClocks,
  createDatabase,
  deriveKey,
  NestLogger,
  type Clock,
  type HealthRegistry,
  type Logger,
} from '@ledgerway/platform';
import type { Registry } from 'prom-client';
import { Acquirer } from './acquirer/acquirer.js';
import { IntentWorker } from './acquirer/intent-worker.js';
import { Notices } from './acquirer/notices.js';
import { Cursors } from './feed/cursors.js';
import { Feed } from './feed/feed.js';
import { role, schema } from './migrations/migrations.js';
import { paymentsMetrics } from './metrics.js';
import { Housekeeping } from './partitions/housekeeping.js';
import { Partitions } from './partitions/partitions.js';
import { CommandsController } from './processor/commands.controller.js';
import { ProcessorMetrics } from './processor/metrics.js';
import { Processor } from './processor/processor.js';
import { Streams } from './processor/streams.js';
import { Publisher } from './publisher/publisher.js';
import {
  acquirerConnector,
  QueriesController,
  sandboxTestbench,
  type SandboxTestbench,
} from './queries/queries.controller.js';
import { StreamQueries } from './queries/stream-queries.js';
import { OpenStreams } from './recovery/open-streams.js';
import { Anchors } from './sealing/anchors.js';
import { sealMetrics } from './sealing/metrics.js';
import { Sealer } from './sealing/sealer.js';

export type PaymentsOptions = {
  readonly log: MessageLog;
  /** Of a login that may act as the service's role. */
  readonly databaseUrl: string;
  /** The installation's partition count; another than the stored one is refused. */
  readonly partitions: number;
  /** The acquirer, with the faults that a test may ask of it. */
  readonly sandbox: Pick<Sandbox, 'connector' | 'faults' | 'settlements'>;
  /** Where seals of the log are kept outside the database. */
  readonly sealsDirectory: string;
  /** What the key that signs them is derived from. */
  readonly masterKey: Buffer;
  /** Where queries are answered. */
  readonly queries: CustomTransportStrategy;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly health: HealthRegistry;
  readonly clock: Clock;
  /** Names this process as the owner of its partitions. */
  readonly instance: string;
  /** A consumer fell silent although the log answers: the process should begin afresh. */
  readonly onStall: (error: Error) => void;
};

const group = 'payments';

/** Runs until stopped. Ready once it owns what the message log assigns to it. */
export async function startPayments(options: PaymentsOptions): Promise<{ stop(): Promise<void> }> {
  const { log, databaseUrl, clock, logger, registry, instance } = options;
  const { connector } = options.sandbox;
  const database = createDatabase({
    url: databaseUrl,
    schema,
    role,
    applicationName: `ledgerway payments ${instance}`,
    maxConnections: 4,
    log: logger,
  });
  const store = new PostgresEventStore({ url: databaseUrl, partitions: options.partitions });
  await store.verifyInstallation();
  refuseUnreadable(await store.storedForms());
  const streams = new Streams(store, 10_000);
  const publisher = new Publisher({
    log,
    store,
    logger,
    maxWaitingPerPartition: 5_000,
    retryMs: 250,
  });
  const clocks = new AccountClocks(database, clock);
  await clocks.refresh();
  const openStreams = new OpenStreams(database, store, clock);
  const processor: Processor = new Processor({
    store,
    streams,
    publisher,
    logger,
    metrics: new ProcessorMetrics(
      registry,
      () => processor.queued,
      () => processor.partitions.length,
    ),
    maxBatch: 2_000,
    onChanged: (changed) => {
      openStreams.track(changed);
      for (const stream of changed) worker.consider(stream);
    },
    onRecorded: (partition, records) => feed.add(partition, records),
    onLost: (partition) => partitions.lost(partition),
  });
  const feed = new Feed({
    log,
    store,
    cursors: new Cursors(database),
    processor,
    clocks,
    clock,
    logger,
    partitions: options.partitions,
    gatherMs: 30_000,
    applyWithinMs: 10_000,
  });
  const worker = new IntentWorker({
    acquirer: new Acquirer(connector, 5_000),
    clocks,
    logger,
    decide: (partition, work) => processor.decide(partition, work),
    maxInFlight: 1_000,
    firstRetryMs: 500,
    maxRetryMs: 60_000,
  });
  const commands = new BatchLogServer({
    log,
    group,
    start: (_topic, assigned) => partitions.assign(assigned),
    lost: (_topic, assigned) => partitions.unassign(assigned),
  });
  const partitions: Partitions = new Partitions({
    store,
    streams,
    processor,
    publisher,
    worker,
    openStreams,
    feed,
    instance,
    logger,
    retakeMs: 1_000,
    seek: (offsets) => commands.seek(topics.commands, offsets),
  });
  const housekeeping = new Housekeeping({
    store,
    processor,
    partitions,
    streams,
    openStreams,
    feed,
    clocks,
    logger,
    intervalMs: 5_000,
  });
  const notices = new Notices({
    connector,
    processor,
    streams,
    clocks,
    partitions: options.partitions,
    logger,
    intervalMs: 500,
  });
  const sealKey = new SealKey(deriveKey(options.masterKey, sealKeyPurpose));
  const sealer = new Sealer({
    store,
    anchors: new Anchors(options.sealsDirectory, log, sealKey.publicKey),
    key: sealKey,
    owned: () => processor.allOwned,
    clock,
    logger,
    metrics: sealMetrics(registry),
    maxEvents: 4_096,
    everyMs: 10_000,
    roundMs: 1_000,
  });
  paymentsMetrics(registry, {
    behind: () => publisher.behind,
    open: () => worker.open,
    untold: () => feed.behind,
  });
  registerHealth(options.health, processor);

  const nest = { logger: new NestLogger(logger), abortOnError: false };
  const queriesOfStreams = new StreamQueries(store, options.partitions);
  const answering: DynamicModule = {
    module: PaymentsModule,
    controllers: [QueriesController],
    providers: [
      { provide: StreamQueries, useValue: queriesOfStreams },
      { provide: Housekeeping, useValue: housekeeping },
      { provide: Feed, useValue: feed },
      { provide: acquirerConnector, useValue: connector },
      { provide: sandboxTestbench, useValue: testbenchOf(options.sandbox) },
    ],
  };
  const taking: DynamicModule = {
    module: PaymentsModule,
    controllers: [CommandsController],
    providers: [{ provide: Processor, useValue: processor }],
  };
  const queries = await NestFactory.createMicroservice(answering, {
    ...nest,
    strategy: options.queries,
  });
  const intake = await NestFactory.createMicroservice(taking, { ...nest, strategy: commands });
  await queries.listen();
  await intake.listen();
  housekeeping.start();
  notices.start();
  sealer.start();
  const stopWatching = endWhenStalled({
    log,
    subscriptions: () => commands.subscriptions,
    end: options.onStall,
  });
  return {
    async stop() {
      stopWatching();
      await intake.close();
      await processor.idle();
      await notices.stop();
      await sealer.stop();
      await housekeeping.stop();
      await feed.close();
      partitions.stop();
      worker.stop();
      await queries.close();
      await store.close();
      await database.close();
    },
  };
}

@Module({})
class PaymentsModule {}

function registerHealth(health: HealthRegistry, processor: Processor): void {
  health.register('payments', () => {
    const halted = [...processor.haltedPartitions];
    if (halted.length > 0)
      throw new Error(
        halted.map(([partition, why]) => `partition ${partition}: ${why}`).join('; '),
      );
    if (processor.partitions.length === 0) throw new Error('owns no partition yet');
  });
}

const testbenchOf = ({
  connector,
  faults,
  settlements,
}: PaymentsOptions['sandbox']): SandboxTestbench => ({
  faults,
  settlements,
  failRefund: (refundIntentId) => connector.failRefund(refundIntentId),
});
