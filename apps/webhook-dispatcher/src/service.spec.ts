import { randomBytes } from 'node:crypto';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, Payload } from '@nestjs/microservices';
import {
  encodeEventRecord,
  headers,
  topics,
  type EventRecord,
  type WebhookQueries,
} from '@ledgerway/contracts';
import { InMemoryMessageLog } from '@ledgerway/messaging';
import {
  createLogger,
  HealthRegistry,
  InProcessChannel,
  InProcessClient,
  InProcessServer,
  migrate,
  systemClock,
} from '@ledgerway/platform';
import { eventually, HttpSink, testDatabase, type TestDatabase } from '@ledgerway/testing';
import { Registry } from 'prom-client';
import { firstValueFrom } from 'rxjs';
import { tenant } from '../test/installation.js';
import { WrittenLog } from '../test/written-log.js';
import { eventRecordsFrom, startWebhookDispatcher, webhooksDatabase } from './index.js';

const written = new WrittenLog(3);
const partitions = 4;
let database: TestDatabase;
let sink: HttpSink;
let log: InMemoryMessageLog;
let client: InProcessClient;
const health = new HealthRegistry();
const registry = new Registry();
const stops: (() => Promise<unknown>)[] = [];

/** The service that owns the log, as far as a gap needs it. */
@Controller()
class PaymentsQueriesController {
  @MessagePattern('payments.event_records')
  records(@Payload() ask: { after: string; limit: number }): string[] {
    const events = written.events.filter(({ position }) => position > BigInt(ask.after));
    return events.slice(0, ask.limit).map((event) => encodeEventRecord(event).toString());
  }
}
@Module({ controllers: [PaymentsQueriesController] })
class PaymentsModule {}

beforeAll(async () => {
  database = await testDatabase('dispatcher');
  await migrate({ url: database.url, ...webhooksDatabase });
  sink = await HttpSink.start();
  log = new InMemoryMessageLog();
  await log.createTopics([{ topic: topics.events, partitions, retentionMs: 60_000 }]);
  const [payments, webhooks] = [new InProcessChannel('payments'), new InProcessChannel('webhooks')];
  const strategy = new InProcessServer(payments);
  const answering = await NestFactory.createMicroservice(PaymentsModule, {
    strategy,
    logger: false,
  });
  await answering.listen();
  const dispatcher = await startWebhookDispatcher({
    log,
    databaseUrl: database.url,
    partitions,
    queries: new InProcessServer(webhooks),
    logger: createLogger({ name: 'spec', level: 'silent' }),
    registry,
    health,
    clock: systemClock,
    instance: 'spec',
    secretKey: randomBytes(32),
    allow: ['127.0.0.0/8'],
    retryScale: 1,
    onStall: (error) => {
      throw error;
    },
    backfill: eventRecordsFrom(new InProcessClient(payments)),
  });
  client = new InProcessClient(webhooks);
  stops.push(
    () => dispatcher.stop(),
    () => answering.close(),
    () => log.close(),
    () => sink.close(),
    () => database.drop(),
  );
}, 60_000);
afterAll(async () => {
  for (const stop of stops) await stop();
});

const ask = <P extends keyof WebhookQueries>(pattern: P, asked: WebhookQueries[P]['ask']) =>
  firstValueFrom(client.send<WebhookQueries[P]['answer']>(pattern, asked));
const publish = (...events: EventRecord[]) =>
  log.publish(
    topics.events,
    events.map((event) => ({
      partition: event.partition,
      headers: { [headers.position]: String(event.position) },
      value: encodeEventRecord(event),
    })),
  );

describe('the webhook dispatcher', () => {
  it('delivers what is published, fills what was not, and answers for both', async () => {
    const endpoint = await ask('webhooks.endpoint.create', {
      ...tenant,
      operationKey: 'key-1',
      url: sink.url('/hook'),
      enabledEvents: ['charge.succeeded'],
      apiVersion: null,
      description: null,
      metadata: {},
    });
    expect(endpoint).toMatchObject({ status: 'enabled', secret: expect.stringMatching(/^whsec_/) });
    await publish(written.authorize());
    await sink.waitFor(1);
    written.authorize(); // In the log, and never on the topic.
    written.authorize();
    const last = written.authorize();
    await publish(last);
    await sink.waitFor(4);
    const after = [[3, String(last.position)]] as const;
    await eventually(async () => {
      const listed = await ask('webhooks.events', { ...tenant, page: { limit: 10 }, after });
      expect(listed).toMatchObject({ hasMore: false, data: Array(4).fill({ pendingWebhooks: 0 }) });
    });
    const sent = new Set(sink.requests.map(({ headers }) => headers['webhook-id']));
    expect(sent.size).toBe(4);
    expect(await health.ready()).toMatchObject({ status: 'ok' });
    expect(await registry.metrics()).toContain('deliveries_total{outcome="delivered"} 4');
  });

  it('takes the time of an account’s test mode', async () => {
    const { merchantId } = tenant;
    expect(await ask('webhooks.set_clock', { merchantId, offsetMs: 1_000 })).toBeNull();
  });

  it('says that it is not ready when events are missing everywhere', async () => {
    const event = written.authorize();
    written.events.pop();
    await publish({ ...event, position: event.position + 5n });
    await eventually(async () =>
      expect(await health.ready()).toMatchObject({
        status: 'unavailable',
        parts: { webhooks: { reason: expect.stringContaining('partition 3') } },
      }),
    );
  });
});
