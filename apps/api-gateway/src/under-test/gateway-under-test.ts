// The whole gateway on a real PostgreSQL and real sockets; only the services behind it are fakes.
import { randomBytes } from 'node:crypto';
import { createDatabase, createLogger, HealthRegistry, migrate } from '@ledgerway/platform';
import { ManualClock, testDatabase } from '@ledgerway/testing';
import { Registry } from 'prom-client';
import { provisionFirstAccount, type Credentials } from '../accounts/provisioning.js';
import { createEdge } from '../edge/edge.js';
import { gatewayModule } from '../gateway-module.js';
import { gatewayParts } from '../gateway-parts.js';
import { gatewayDatabase, role, schema } from '../migrations/index.js';
import { FakePayments } from './fake-payments.js';
import { FakeReporting, FakeWebhooks, proxyTo } from './fake-queries.js';

export type Response = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test says what it expects
  readonly json: any;
};

export type GatewayUnderTest = Awaited<ReturnType<typeof startGatewayUnderTest>>;

export async function startGatewayUnderTest(options: { metrics?: boolean } = {}) {
  const server = await testDatabase('gateway');
  await migrate({ url: server.url, ...gatewayDatabase });
  const masterKey = randomBytes(32);
  const credentials = await provisionFirstAccount({ databaseUrl: server.url, masterKey });
  const database = createDatabase({ url: server.url, schema, role, applicationName: 'spec' });
  const clock = new ManualClock();
  const payments = new FakePayments();
  const reporting = new FakeReporting(payments);
  const webhooks = new FakeWebhooks();
  const lines: string[] = [];
  const logger = createLogger({
    name: 'spec',
    pretty: false,
    destination: { write: (line: string) => void lines.push(line) },
  });
  const parts = gatewayParts({
    database,
    sender: payments,
    payments: proxyTo({
      'payments.charge': (ask: never) => payments.charge(ask),
      'payments.acquirer_fault': (ask: never) => {
        payments.faults.push(ask);
        return null;
      },
    }),
    reporting: proxyTo(reporting.handlers),
    webhooks: proxyTo(webhooks.handlers),
    masterKey,
    logger,
    clock,
    ttlMs: 24 * 3_600_000,
    waitMs: 15_000,
    queryTimeoutMs: 5_000,
  });
  const registry = new Registry();
  const health = new HealthRegistry();
  const module = gatewayModule(parts, {
    clock,
    health,
    registry,
    metrics: options.metrics ?? false,
  });
  const { authenticator } = parts;
  const app = await createEdge({ module, authenticator, logger, registry, clock });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  return {
    port,
    credentials,
    database,
    clock,
    payments,
    reporting,
    webhooks,
    lines,
    stored: () => parts.idempotencyStore.idle(),
    call: (method: string, path: string, init?: CallInit) =>
      call(port, credentials, method, path, init),
    async stop() {
      await app.close();
      await parts.idempotencyStore.idle();
      await database.close();
      await server.drop();
    },
  };
}

export type CallInit = {
  readonly key?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** One request, with the account's secret test key unless told otherwise. */
async function call(
  port: number,
  credentials: Credentials,
  method: string,
  path: string,
  { key = credentials.secret_key, body, headers }: CallInit = {},
): Promise<Response> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  const json: unknown = isJson ? JSON.parse(text) : undefined;
  return { status: response.status, headers: response.headers, text, json };
}
