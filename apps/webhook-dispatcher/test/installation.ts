// A database with the dispatcher's tables, and processes of the service on it that can be killed.
import { randomBytes } from 'node:crypto';
import type { WebhookEndpointJson } from '@ledgerway/contracts';
import {
  AccountClocks,
  createDatabase,
  createLogger,
  migrate,
  systemClock,
  type Clock,
  type Database,
  type Row,
} from '@ledgerway/platform';
import { testDatabase, type TestDatabase } from '@ledgerway/testing';
import { Registry } from 'prom-client';
import { Cancelling } from '../src/deliveries/cancelling.js';
import { hotDatabase } from '../src/deliveries/hot-database.js';
import { AddressGuard } from '../src/delivery/address-guard.js';
import { EndpointList } from '../src/endpoints/endpoint-list.js';
import { Endpoints } from '../src/endpoints/endpoints.js';
import { SecretRolls } from '../src/endpoints/secret-rolls.js';
import { SecretBox } from '../src/endpoints/secrets.js';
import { SubscriptionCache } from '../src/endpoints/subscriptions.js';
import { EventList } from '../src/events/event-list.js';
import { ReachedPositions } from '../src/events/reached-positions.js';
import { DeliveryHistory } from '../src/history/delivery-history.js';
import type { EndpointHealth } from '../src/health/endpoint-health.js';
import { Ingest, type Backfill } from '../src/ingest/ingest.js';
import { IngestStore } from '../src/ingest/ingest-store.js';
import { JobWorker } from '../src/jobs/job-worker.js';
import { Jobs } from '../src/jobs/jobs.js';
import { Resends } from '../src/jobs/resends.js';
import { DispatcherMetrics } from '../src/metrics.js';
import { role, schema, webhooksDatabase } from '../src/migrations/migrations.js';
import type { Retention } from '../src/retention/retention.js';
import { sending } from '../src/sending.js';
import { merchantId } from './written-log.js';

export type ProcessSettings = {
  readonly retryScale?: number;
  readonly timeoutMs?: number;
  readonly historyDays?: number;
  readonly readersWaitMs?: number;
  readonly clock?: Clock;
  readonly backfill?: Backfill;
  /** Events that one page of a job looks at. */
  readonly jobPageSize?: number;
};

export const tenant = { merchantId, livemode: false };

export class Installation {
  readonly secretKey = randomBytes(32);
  /** What all processes have logged. */
  logged = '';
  private readonly processes: Process[] = [];

  private constructor(
    readonly test: TestDatabase,
    /** May do everything. */
    readonly owner: Database,
  ) {}

  static async create(name: string): Promise<Installation> {
    const test = await testDatabase(name);
    await migrate({ url: test.url, ...webhooksDatabase });
    const owner = createDatabase({ url: test.url, schema, applicationName: 'spec' });
    return new Installation(test, owner);
  }

  /** Another process of the service; it sends nothing until its deliveries are started. */
  async process(settings: ProcessSettings = {}): Promise<Process> {
    const process = new Process(this, `p${this.processes.length}`, settings);
    await process.store.create(4);
    this.processes.push(process);
    return process;
  }

  async rows<R extends Row>(sql: string, values: readonly unknown[] = []): Promise<R[]> {
    return (await this.owner.query<R>(sql, values)).rows;
  }

  async count(table: string, where = 'true'): Promise<number> {
    const sql = `select count(*)::int as count from ${table} where ${where}`;
    return (await this.rows<{ count: number }>(sql))[0]!.count;
  }

  async drop(): Promise<void> {
    for (const process of this.processes) await process.stop();
    await this.owner.close();
    await this.test.drop();
  }
}

export class Process {
  readonly registry = new Registry();
  readonly clocks: AccountClocks;
  readonly database: Database;
  readonly metrics: DispatcherMetrics;
  readonly endpoints: Endpoints;
  readonly endpointList: EndpointList;
  readonly events: EventList;
  readonly history: DeliveryHistory;
  readonly cancelling: Cancelling;
  readonly jobs: Jobs;
  readonly jobWorker: JobWorker;
  readonly resends: Resends;
  readonly rolls: SecretRolls;
  readonly ingest: Ingest;
  readonly store: IngestStore;
  readonly reached: ReachedPositions;
  private readonly parts: ReturnType<typeof sending>;
  private readonly databases: Database[];
  private killed = false;

  constructor(
    private readonly installation: Installation,
    private readonly instance: string,
    settings: ProcessSettings,
  ) {
    const { url } = installation.test;
    const destination = { write: (line: string) => void (installation.logged += line) };
    const logger = createLogger({ name: instance, level: 'trace', pretty: false, destination });
    const clock = settings.clock ?? systemClock;
    const applicationName = `ledgerway webhooks ${instance}`;
    const database = createDatabase({ url, schema, role, applicationName, maxConnections: 6 });
    const hot = hotDatabase({ url, instance, logger });
    this.databases = [hot, database];
    this.database = database;
    this.clocks = new AccountClocks(database, clock);
    const guard = new AddressGuard(['127.0.0.0/8']);
    const secrets = new SecretBox(installation.secretKey);
    this.endpoints = new Endpoints(database, guard, secrets, clock);
    this.endpointList = new EndpointList(database, clock);
    this.reached = new ReachedPositions(database, settings.readersWaitMs ?? 5_000);
    this.events = new EventList(database, this.reached);
    const onMade = (ids: ReadonlySet<string>) => this.parts.deliveries.wake(ids);
    this.history = new DeliveryHistory(database);
    this.cancelling = new Cancelling(database, this.history, clock, onMade);
    this.rolls = new SecretRolls(database, secrets, clock);
    this.resends = new Resends(database, clock, onMade);
    const pageSize = settings.jobPageSize;
    this.jobWorker = new JobWorker({ database, clock, logger, onMade, pageSize });
    this.jobs = new Jobs(database, clock, (id) => {
      this.jobWorker.wake();
      onMade(new Set([id]));
    });
    const metrics = new DispatcherMetrics(
      this.registry,
      () => this.parts.deliveries.inFlight,
      () => this.ingest.halted.size,
    );
    this.metrics = metrics;
    this.parts = sending({
      ...{ database, hot, guard, secrets, metrics, clock, logger, instance },
      retryScale: settings.retryScale ?? 1,
      timeoutMs: settings.timeoutMs,
      historyDays: settings.historyDays,
      random: () => 0.5,
    });
    this.store = new IngestStore(database, clock);
    this.ingest = new Ingest({
      store: this.store,
      subscriptions: new SubscriptionCache(database),
      backfill: settings.backfill ?? (async () => []),
      logger,
      onTaken: (partition, position, endpointIds) => {
        this.reached.advance(partition, position);
        this.parts.deliveries.wake(endpointIds);
      },
    });
  }

  get health(): EndpointHealth {
    return this.parts.health;
  }

  get retention(): Retention {
    return this.parts.retention;
  }

  /** Begins to send, and shares the endpoints with the others that do. */
  startDeliveries(): void {
    this.parts.deliveries.start();
  }

  async endpoint(url: string, asked: Partial<NewEndpoint> = {}): Promise<WebhookEndpointJson> {
    const made = await this.endpoints.create({
      ...tenant,
      operationKey: randomBytes(8).toString('hex'),
      url,
      enabledEvents: ['*'],
      apiVersion: null,
      description: null,
      metadata: {},
      ...asked,
    });
    if ('refused' in made) throw new Error(made.refused.message);
    return made;
  }

  /** As `kill -9` does: nothing that it has not written yet is ever written. */
  async kill(): Promise<void> {
    this.killed = true;
    const never = () => new Promise(() => undefined);
    for (const { pool } of this.databases) Object.assign(pool, { query: never, connect: never });
    void this.parts.deliveries.stop();
    void this.jobWorker.stop();
    await this.installation.owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name like 'ledgerway webhooks%' || $1`,
      [this.instance],
    );
    await this.parts.sender.close();
  }

  async stop(): Promise<void> {
    if (this.killed) return;
    this.killed = true;
    await this.jobWorker.stop();
    await this.parts.deliveries.stop();
    await this.parts.sender.close();
    for (const database of this.databases) await database.close();
  }
}

export type NewEndpoint = Parameters<Endpoints['create']>[0];
