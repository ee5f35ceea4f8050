// Puts the service together: the events topic comes in at one Nest edge, queries at the other.
import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { refuseUnreadable } from '@ledgerway/contracts';
import { PostgresEventReader } from '@ledgerway/event-store';
import {
  BatchLogServer,
  endWhenStalled,
  type MessageLog,
  type StartOffset,
} from '@ledgerway/messaging';
import {
  AccountClocks,
  createDatabase,
  NestLogger,
  type Clock,
  type Database,
  type HealthRegistry,
  type Logger,
} from '@ledgerway/platform';
import type { Registry } from 'prom-client';
import { role, schema } from './migrations/schema.js';
import { EventsController } from './projection/events.controller.js';
import { LagWatch } from './projection/lag-watch.js';
import { projectionMetrics } from './projection/metrics.js';
import { createPositions, readPositions } from './projection/positions.js';
import { Projection } from './projection/projection.js';
import { ReachedPositions } from './projection/reached-positions.js';
import { startVerifier } from './verifier/start-verifier.js';
import { QueriesController, readSide, type ReadSide } from './queries/queries.controller.js';
import { openReports } from './reports/open-reports.js';
import { ReportsController, reportsSide } from './reports/reports.controller.js';
import { SettlementQueriesController } from './settlement/settlement-queries.controller.js';
import { openVersions } from './versions/open-versions.js';
import { ProjectionsController, projectionsSide } from './versions/projections.controller.js';

export type ReportingOptions = {
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
  readonly instance: string;
  /** A consumer fell silent although the log answers: the process should begin afresh. */
  readonly onStall: (error: Error) => void;
};

const group = 'reporting';
const compareWithLogEveryMs = 5_000;
/** So soon does a process know of a test clock that another one has set. */
const refreshClocksEveryMs = 1_000;

/** Runs until stopped. Ready once the read models have what the log had at the start. */
export async function startReporting(
  options: ReportingOptions,
): Promise<{ stop(): Promise<void> }> {
  const { log, databaseUrl, logger, health, clock, instance } = options;
  const applicationName = `ledgerway reporting ${instance}`;
  const database = createDatabase({
    url: databaseUrl,
    schema,
    role,
    // A crash of the database may lose the last commits, but then their positions with them: the
    // same records are applied again. So there is no disk to wait for.
    settings: { synchronous_commit: 'off' },
    applicationName,
    log: logger,
  });
  const reader = new PostgresEventReader({ url: databaseUrl, applicationName });
  refuseUnreadable(await reader.storedForms());
  await createPositions(database, options.partitions);

  const clocks = new AccountClocks(database, clock);
  await clocks.refresh();
  const reached = new ReachedPositions(() => positionsOf(database));
  const metrics = projectionMetrics(options.registry);
  const projection = new Projection({
    database,
    reader,
    logger,
    metrics,
    advanced: (partition, position) => reached.advanced(partition, position),
  });
  const everyMs = compareWithLogEveryMs;
  const lagWatch = new LagWatch({ database, reader, projection, metrics, logger, everyMs });
  health.register('reporting', () => lagWatch.checkHealth());

  const events = new BatchLogServer({
    log,
    group,
    start: (_topic, partitions) => {
      lagWatch.assign(partitions);
      return startOffsets(database, partitions);
    },
    lost: (_topic, partitions) => {
      lagWatch.release(partitions);
      projection.release(partitions);
    },
  });
  const versions = openVersions({
    databaseUrl,
    live: database,
    reader,
    applicationName,
    logger,
    clock,
  });
  const reports = openReports({ ...options, clocks, applicationName });
  const nest = { logger: new NestLogger(logger), abortOnError: false };
  const side: ReadSide = { database, reached, clocks, reader };
  const queries = await NestFactory.createMicroservice(
    edge(
      [QueriesController, ProjectionsController, ReportsController, SettlementQueriesController],
      [
        { provide: readSide, useValue: side },
        { provide: projectionsSide, useValue: versions },
        { provide: reportsSide, useValue: { ...reports, reached } },
      ],
    ),
    { ...nest, strategy: options.queries },
  );
  const intake = await NestFactory.createMicroservice(
    edge([EventsController], [{ provide: Projection, useValue: projection }]),
    { ...nest, strategy: events },
  );
  await queries.listen();
  await intake.listen();
  lagWatch.start();
  const verifier = startVerifier(options);
  versions.runner.start();
  reports.worker.start();
  const refreshing = setInterval(() => {
    clocks.refresh().catch((err: unknown) => logger.warn({ err }, 'cannot read the test clocks'));
  }, refreshClocksEveryMs).unref();
  const stopWatching = endWhenStalled({
    log,
    subscriptions: () => events.subscriptions,
    end: options.onStall,
  });
  return {
    async stop() {
      stopWatching();
      clearInterval(refreshing);
      await intake.close();
      await verifier.stop();
      await lagWatch.stop();
      await versions.close();
      await projection.idle();
      await queries.close();
      await reports.close();
      await reader.close();
      await database.close();
    },
  };
}

@Module({})
class ReportingModule {}

const edge = (controllers: Type[], providers: Provider[]): DynamicModule => ({
  module: ReportingModule,
  controllers,
  providers,
});

async function positionsOf(database: Database): Promise<Map<number, bigint>> {
  const positions = await readPositions(database.pool);
  return new Map([...positions].map(([partition, { position }]) => [partition, position]));
}

/** Where each partition goes on; from the earliest record if none was read or after a rebuild. */
async function startOffsets(
  database: Database,
  partitions: readonly number[],
): Promise<ReadonlyMap<number, StartOffset>> {
  const positions = await readPositions(database.pool);
  return new Map(
    partitions.map((partition) => [partition, positions.get(partition)?.topicOffset ?? 'earliest']),
  );
}
