// The whole gateway on a real PostgreSQL and real sockets; only the services behind it are fakes.
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createDatabase, createLogger, HealthRegistry, migrate } from '@ledgerway/platform';
import { ManualClock, testDatabase } from '@ledgerway/testing';
import { Registry } from 'prom-client';
import { provisionFirstAccount, type Credentials } from '../accounts/provisioning.js';
import { besides, startBackground } from '../background.js';
import { createEdge } from '../edge/edge.js';
import { gatewayModule } from '../gateway-module.js';
import { gatewayParts } from '../gateway-parts.js';
import { gatewayDatabase, role, schema } from '../migrations/index.js';
import { defaultRateLimits, type RateLimits } from '../rate-limits/rate-limits.js';
import { listenWithTls, type TlsOptions } from '../tls/tls-listener.js';
import { FakePayments } from './fake-payments.js';
import { FakeReporting, proxyTo } from './fake-queries.js';
import { FakeWebhooks } from './fake-webhooks.js';
import { FakeVault } from './fake-vault.js';

export type Response = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test says what it expects
  readonly json: any;
};

export type GatewayUnderTest = Awaited<ReturnType<typeof startGatewayUnderTest>>;

export type UnderTestOptions = {
  readonly metrics?: boolean;
  /** Off unless told: in these specs time stands still, and nothing would refill. */
  readonly rateLimits?: RateLimits;
  /** None unless told. */
  readonly requestLogDays?: number;
  readonly trustedProxies?: readonly string[];
  /** Given: also over TLS, on a free port. */
  readonly tls?: Omit<TlsOptions, 'port'>;
};

export async function startGatewayUnderTest(options: UnderTestOptions = {}) {
  const installation = await install();
  const gateway = await startGateway(installation, options);
  const others: { stop(): Promise<void> }[] = [];
  return {
    ...gateway,
    /** Another process on the same database, with the same services behind it. */
    async another() {
      const other = await startGateway(installation, options);
      others.push(other);
      return other;
    },
    async stop() {
      for (const one of [gateway, ...others]) await one.stop();
      await installation.server.drop();
    },
  };
}

/** What all gateways of an installation share. */
async function install() {
  const server = await testDatabase('gateway');
  await migrate({ url: server.url, ...gatewayDatabase });
  const masterKey = randomBytes(32);
  const credentials = await provisionFirstAccount({ databaseUrl: server.url, masterKey });
  const payments = new FakePayments();
  const reporting = new FakeReporting(payments);
  const vault = new FakeVault(masterKey);
  const webhooks = new FakeWebhooks();
  const clock = new ManualClock();
  return { server, masterKey, credentials, payments, reporting, vault, webhooks, clock };
}

let gateways = 0;

async function startGateway(
  { server, masterKey, ...shared }: Awaited<ReturnType<typeof install>>,
  options: UnderTestOptions,
) {
  const { credentials, payments, reporting, vault, webhooks, clock } = shared;
  const database = createDatabase({ url: server.url, schema, role, applicationName: 'spec' });
  const lines: string[] = [];
  const logger = createLogger({
    name: 'spec',
    pretty: false,
    destination: { write: (line: string) => void lines.push(line) },
  });
  const background = await startBackground({
    databaseUrl: server.url,
    rateLimits: options.rateLimits ?? 'off',
    requestLogDays: options.requestLogDays ?? 0,
    clock,
    logger,
    instance: `spec-${++gateways}`,
  });
  const parts = gatewayParts({
    database,
    sender: payments,
    payments: proxyTo(payments.handlers),
    reporting: proxyTo(reporting.handlers),
    vault: proxyTo(vault.handlers),
    webhooks: proxyTo(webhooks.handlers),
    masterKey,
    logger,
    clock,
    ttlMs: 24 * 3_600_000,
    waitMs: 15_000,
    queryTimeoutMs: 5_000,
    publicUrl: () => `http://127.0.0.1:${portOf(app)}`,
    defaultLimits: options.rateLimits ?? defaultRateLimits,
    ...(options.tls?.authority && { authority: options.tls.authority }),
  });
  const registry = new Registry();
  const health = new HealthRegistry();
  const metrics = options.metrics ?? false;
  const module = gatewayModule(parts, { clock, health, registry, metrics });
  const app = await createEdge({
    module,
    gatekeeper: parts.gatekeeper,
    ...besides(background, parts.posts),
    logger,
    registry,
    clock,
    ...(options.trustedProxies && { trustedProxies: options.trustedProxies }),
  });
  await app.listen(0, '127.0.0.1');
  const secure =
    options.tls && (await listenWithTls(app, '127.0.0.1', { port: 0, ...options.tls }, logger));
  const port = portOf(app);
  await parts.clocks.refresh();
  return {
    ...shared,
    app,
    port,
    tlsPort: secure?.port,
    database,
    background,
    lines,
    stored: () => parts.idempotencyStore.idle(),
    usesNoted: () => parts.lastUsed.flush(),
    call: (method: string, path: string, init?: CallInit) =>
      call(port, credentials, method, path, init),
    async stop() {
      await Promise.all([app.close(), secure?.close()]);
      await parts.idempotencyStore.idle();
      await background.stop();
      await database.close();
    },
  };
}

const portOf = (app: NestFastifyApplication) => (app.getHttpServer().address() as AddressInfo).port;

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
