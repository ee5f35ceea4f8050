import {
  encodeEventRecord,
  headers,
  topics,
  type EventRecord,
  type ReportingQueries,
} from '@ledgerway/contracts';
import {
  ensureInstallation,
  eventStoreMigrations,
  eventStoreSchema,
  paymentsRole,
  PostgresEventStore,
} from '@ledgerway/event-store';
import { InMemoryMessageLog } from '@ledgerway/messaging';
import {
  createLogger,
  HealthRegistry,
  InProcessChannel,
  InProcessClient,
  InProcessServer,
  migrate,
} from '@ledgerway/platform';
import { eventually, ManualClock, testDatabase, type TestDatabase } from '@ledgerway/testing';
import { Registry } from 'prom-client';
import { firstValueFrom } from 'rxjs';
import { startMs, termsOf, writeCharge, WrittenLog } from '../test/written-log.js';
import { reportingDatabase } from './migrations/migrations.js';
import { startReporting } from './service.js';

const partitions = 4;
const tenant = { merchantId: 'acct_one', livemode: false };

describe('the reporting service', () => {
  let database: TestDatabase;
  let store: PostgresEventStore;
  let log: WrittenLog;
  let topic: InMemoryMessageLog;
  beforeAll(async () => {
    database = await testDatabase('reporting-service');
    const { url } = database;
    const payments = {
      schema: eventStoreSchema,
      role: paymentsRole,
      migrations: eventStoreMigrations,
    };
    await migrate({ url, ...payments });
    await migrate({ url, ...reportingDatabase });
    await ensureInstallation(url, { partitions, firstStart: partitions });
    store = new PostgresEventStore({ url, partitions });
    log = new WrittenLog(partitions, store);
    topic = new InMemoryMessageLog();
    await topic.createTopics([{ topic: topics.events, partitions, retentionMs: 3_600_000 }]);
  });
  afterAll(async () => {
    await topic.close();
    await store.close();
    await database.drop();
  });

  async function started() {
    const channel = new InProcessChannel('reporting');
    const health = new HealthRegistry();
    const registry = new Registry();
    const service = await startReporting({
      log: topic,
      databaseUrl: database.url,
      partitions,
      queries: new InProcessServer(channel),
      logger: createLogger({ name: 'spec', level: 'silent' }),
      registry,
      health,
      clock: new ManualClock(startMs),
      instance: 'spec',
      onStall: (error) => {
        throw error;
      },
    });
    const client = new InProcessClient(channel);
    const ask = <P extends keyof ReportingQueries>(
      pattern: P,
      question: ReportingQueries[P]['ask'],
    ) => firstValueFrom(client.send<ReportingQueries[P]['answer']>(pattern, question));
    return { stop: () => service.stop(), ask, health, registry };
  }

  /** Writes charges to the log; publishes their events unless told otherwise. */
  async function write(names: string[], publish: (record: EventRecord) => boolean = () => true) {
    const from = log.records.length;
    for (const name of names) await writeCharge(log, termsOf(name));
    const records = log.records.slice(from);
    await topic.publish(
      topics.events,
      records.filter(publish).map((record) => ({
        partition: record.partition,
        headers: { [headers.position]: String(record.position) },
        value: encodeEventRecord(record),
      })),
    );
    const newest = new Map(records.map(({ partition, position }) => [partition, String(position)]));
    return [...newest];
  }

  it('answers with what was published, and goes on after a restart where it stopped', async () => {
    const first = await started();
    const after = await write(['a', 'b', 'c']);
    const page = { limit: 10 };
    expect(await first.ask('reporting.charges', { ...tenant, page, after })).toMatchObject({
      data: { length: 3 },
    });
    expect((await first.health.ready()).status).toBe('ok');
    await first.stop();

    const later = await write(['d', 'e']);
    const second = await started();
    expect(await second.ask('reporting.charges', { ...tenant, page, after: later })).toMatchObject({
      data: { length: 5 },
    });
    const balance = await second.ask('reporting.balance', { ...tenant, after: later });
    expect(balance.pending).toEqual([{ amount: '10000', currency: 'hkd' }]);
    await eventually(async () => expect((await second.health.ready()).status).toBe('ok'));
    // What the first process had applied was not even read again.
    expect(await second.registry.metrics()).toContain(
      'ledgerway_projection_events_applied_total 6',
    );
    await second.stop();
  });

  it('reads what the topic lost from the log, with the rights of its own role', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `gap ${index}`);
    const running = await started();
    const after = await write(names, ({ event }) => event.type !== 'ChargeAuthorized');
    const page = { limit: 100 };
    expect(await running.ask('reporting.charges', { ...tenant, page, after })).toMatchObject({
      data: { length: 17 },
    });
    expect(await running.registry.metrics()).not.toContain('gaps_total 0');
    await running.stop();
  });
});
