// The service as a process starts it: over a message log, with a stand-in for payments behind it.
import { randomBytes } from 'node:crypto';
import {
  decodeCommandRecord,
  encodeReplyRecord,
  headers,
  replyPartitions,
  topics,
} from '@ledgerway/contracts';
import { InMemoryMessageLog } from '@ledgerway/messaging';
import { createLogger, HealthRegistry, migrate, systemClock } from '@ledgerway/platform';
import { testDatabase, type TestDatabase } from '@ledgerway/testing';
import { Registry } from 'prom-client';
import { gatewayDatabase, provisionFirstAccount, startApiGateway } from './index.js';
import { defaultRateLimits } from './rate-limits/rate-limits.js';
import { FakePayments } from './under-test/fake-payments.js';
import { FakeReporting, proxyTo } from './under-test/fake-queries.js';
import { FakeWebhooks } from './under-test/fake-webhooks.js';
import { FakeVault } from './under-test/fake-vault.js';

const partitions = 4;
const masterKey = randomBytes(32);
let server: TestDatabase;
let log: InMemoryMessageLog;
const payments = new FakePayments();

beforeAll(async () => {
  server = await testDatabase('gateway_service');
  await migrate({ url: server.url, ...gatewayDatabase });
  log = new InMemoryMessageLog();
  await log.createTopics([
    { topic: topics.commands, partitions, retentionMs: 60_000 },
    { topic: topics.replies, partitions: replyPartitions, retentionMs: 60_000 },
  ]);
  await log.subscribe({
    topic: topics.commands,
    group: 'payments',
    start: (assigned) => Promise.resolve(new Map(assigned.map((one) => [one, 'earliest']))),
    handle: async ({ records }) => {
      for (const { value } of records) {
        const { replyTo, ...command } = decodeCommandRecord(value);
        const reply = await payments.send(command);
        const record = {
          partition: replyTo!,
          headers: { [headers.commandId]: reply.commandId },
          value: encodeReplyRecord(reply),
        };
        await log.publish(topics.replies, [record]);
      }
    },
  });
});
afterAll(async () => {
  await log?.close();
  await server?.drop();
});

const start = (instance: string, health = new HealthRegistry()) =>
  startApiGateway({
    log,
    databaseUrl: server.url,
    partitions,
    host: '127.0.0.1',
    port: 0,
    masterKey,
    payments: proxyTo(payments.handlers),
    reporting: proxyTo(new FakeReporting(payments).handlers),
    vault: proxyTo(new FakeVault(masterKey).handlers),
    webhooks: proxyTo(new FakeWebhooks().handlers),
    logger: createLogger({ name: 'spec', level: 'silent' }),
    registry: new Registry(),
    health,
    clock: systemClock,
    instance,
    rateLimits: defaultRateLimits,
    idempotencyTtlMs: 24 * 3_600_000,
    requestLogDays: 30,
  });

describe('the gateway', () => {
  it('is ready, charges, answers the same from another process, and stops', async () => {
    const credentials = await provisionFirstAccount({ databaseUrl: server.url, masterKey });
    const health = new HealthRegistry();
    const [one, two] = [await start('gateway-1', health), await start('gateway-2')];
    expect((await health.ready()).status).toBe('ok');
    const charge = async ({ port }: { port: number }) => {
      const response = await fetch(`http://127.0.0.1:${port}/v1/charges`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${credentials.secret_key}`,
          'content-type': 'application/x-www-form-urlencoded',
          'idempotency-key': 'over-two-processes',
        },
        body: 'amount=2000&currency=hkd&source=tok_visa',
      });
      return { status: response.status, text: await response.text() };
    };
    const both = await Promise.all([one, two, one, two].map(charge));
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(both.map(({ text }) => text)).size).toBe(1);
    expect(payments.charges).toHaveLength(1);
    await Promise.all([one.stop(), two.stop()]);
    await expect(charge(one)).rejects.toThrow();
  });
});
