// The webhook dispatcher as it is shipped, alone with a PostgreSQL of its own. Its topic is in
// memory, so that what is measured is the dispatcher: events are made before, and handed over when
// they are due. Each command is answered by one line.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { topics, type WebhookQueries } from '@ledgerway/contracts';
import { InMemoryMessageLog, type OutgoingRecord } from '@ledgerway/messaging';
import {
  createLogger,
  HealthRegistry,
  InProcessChannel,
  InProcessClient,
  InProcessServer,
  migrate,
  startPostgres,
  systemClock,
} from '@ledgerway/platform';
import { startWebhookDispatcher, webhooksDatabase } from '@ledgerway/webhook-dispatcher';
import { Registry } from 'prom-client';
import { firstValueFrom } from 'rxjs';
import { fillBacklog } from '../load/backlog.js';
import { eventType, outgoingRecord } from '../load/events.js';

export type DispatcherCommand =
  /** One endpoint for each URL, all of this account. */
  | { readonly do: 'endpoints'; readonly merchantId: string; readonly urls: readonly string[] }
  /** Events of these accounts, in this order; all at once, or at a rate. */
  | {
      readonly do: 'publish';
      readonly merchants: readonly string[];
      readonly perSecond: number | null;
    }
  /** Deliveries that are there when the dispatcher starts. Answered when it is about to start. */
  | {
      readonly do: 'backlog';
      readonly merchants: readonly string[];
      readonly events: number;
      readonly round: number;
    };

/** When the work began: from now on somebody sends. */
export type Begun = { readonly startedAtMs: number };

const partitions = 16;
/** Events are made before they are due: each takes less than this. */
const makeMs = 0.1;
const leadMs = 50;

const directory = mkdtempSync(join(tmpdir(), 'ledgerway bench '));
// A checkpoint in the middle of a short run would say more about the run than about the server.
const postgres = await startPostgres({ dataDir: directory, settings: { max_wal_size: '4GB' } });
const { url } = postgres;
await migrate({ url, ...webhooksDatabase });
const log = new InMemoryMessageLog();
await log.createTopics([{ topic: topics.events, partitions, retentionMs: 1 }]);
const logger = createLogger({ name: 'bench', level: 'warn', destination: process.stderr });
const secretKey = randomBytes(32);
const channel = new InProcessChannel('webhooks');
const queries = new InProcessClient(channel);
const positions = new Array<number>(partitions).fill(0);

const start = () =>
  startWebhookDispatcher({
    ...{ log, logger, secretKey, partitions, databaseUrl: url, clock: systemClock },
    queries: new InProcessServer(channel),
    registry: new Registry(),
    health: new HealthRegistry(),
    instance: 'bench',
    allow: ['127.0.0.0/8'],
    retryScale: 1,
    backfill: () => Promise.resolve([]),
    onStall: (error: Error) => logger.error({ err: error }, 'stalled'),
  });
let dispatcher = await start();

async function createEndpoints(merchantId: string, urls: readonly string[]): Promise<object> {
  for (const target of urls) {
    const ask: WebhookQueries['webhooks.endpoint.create']['ask'] = {
      ...{ merchantId, livemode: false, operationKey: target, url: target },
      ...{ enabledEvents: [eventType], apiVersion: null, description: null, metadata: {} },
    };
    const made = await firstValueFrom(queries.send<object>('webhooks.endpoint.create', ask));
    if ('refused' in made) throw new Error(JSON.stringify(made));
  }
  return {};
}

async function publish(merchants: readonly string[], perSecond: number | null): Promise<Begun> {
  const everyMs = perSecond === null ? 0 : 1000 / perSecond;
  const records = (from: number) =>
    merchants.map((merchantId, index) => {
      const partition = index % partitions;
      const position = (positions[partition]! += 1);
      const dueMs = from + index * everyMs;
      return outgoingRecord({ merchantId, partition, position, dueMs });
    });
  const startedAtMs = nowMs() + leadMs + merchants.length * makeMs;
  const made = records(startedAtMs);
  await delay(Math.max(0, startedAtMs - nowMs()));
  if (perSecond === null) await log.publish(topics.events, made);
  else void publishWhenDue(made, startedAtMs, everyMs);
  return { startedAtMs };
}

async function publishWhenDue(
  records: readonly OutgoingRecord[],
  startMs: number,
  everyMs: number,
): Promise<void> {
  for (let next = 0; next < records.length;) {
    const due = Math.min(records.length, Math.floor((nowMs() - startMs) / everyMs) + 1);
    if (due > next) await log.publish(topics.events, records.slice(next, due));
    next = Math.max(next, due);
    await delay(Math.max(1, startMs + next * everyMs - nowMs()));
  }
}

async function obey(command: DispatcherCommand): Promise<object> {
  switch (command.do) {
    case 'endpoints':
      return createEndpoints(command.merchantId, command.urls);
    case 'publish':
      return publish(command.merchants, command.perSecond);
    case 'backlog': {
      await dispatcher.stop();
      await fillBacklog(url, command);
      const startedAtMs = nowMs();
      dispatcher = await start();
      return { startedAtMs } satisfies Begun;
    }
  }
}

const nowMs = () => performance.timeOrigin + performance.now();
const tell = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);

let ending: Promise<void> | undefined;
async function end(): Promise<void> {
  logger.level = 'silent'; // What is under way is given up.
  await postgres.stop();
  rmSync(directory, { recursive: true, force: true });
  process.exit();
}

tell({ database: postgres.pid });
const commands = createInterface({ input: process.stdin });
commands.on('line', (line) => void obey(JSON.parse(line) as DispatcherCommand).then(tell));
const stop = () => void (ending ??= end());
commands.once('close', stop); // Whoever started it is gone.
process.once('SIGTERM', stop);
