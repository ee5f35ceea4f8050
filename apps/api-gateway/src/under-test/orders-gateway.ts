// An edge with routes of its own, for what every request goes through: real limits, real idempotency
// and a real request log on a real PostgreSQL, and no service behind them.
import { randomBytes } from 'node:crypto';
import {
  Controller,
  Get,
  Module,
  Param,
  Post,
  Req,
  type DynamicModule,
  type Provider,
} from '@nestjs/common';
import { createDatabase, createLogger, migrate, Seal } from '@ledgerway/platform';
import { ManualClock, testDatabase } from '@ledgerway/testing';
import { Registry } from 'prom-client';
import { missingKey } from '../auth/auth-errors.js';
import { Needs, Public } from '../auth/permissions.js';
import { besides, startBackground } from '../background.js';
import { ApiException, ok } from '../edge/answer.js';
import type { ApiRequest, Caller } from '../edge/caller.js';
import { createEdge } from '../edge/edge.js';
import { canonicalText } from '../form/form-value.js';
import { IdempotencyStore } from '../idempotency/idempotency-store.js';
import { Idempotency } from '../idempotency/idempotency.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { gatewayDatabase, role, schema } from '../migrations/index.js';
import type { RateLimits } from '../rate-limits/rate-limits.js';
import { RequestLogStore } from '../request-log/request-log-store.js';
import { RequestLogsController } from '../request-log/request-logs.controller.js';
import { gatewaySecrets } from '../secrets.js';

/** What the orders do, as a spec wants it. */
export class Orders {
  made = 0;
  /** Orders wait for it before they are made. */
  held: Promise<void> = Promise.resolve();
}

@Controller('v1/orders')
class OrdersController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly orders: Orders,
  ) {}

  @Post()
  @Needs('charge', { publishable: true })
  create(@Req() request: ApiRequest) {
    return this.posts.run(request, async () => {
      await this.orders.held;
      const order = JSON.parse(canonicalText(request.form)) as object;
      return ok({ id: `order_${++this.orders.made}`, ...order });
    });
  }

  @Get(':id')
  @Needs('charge', { operator: true })
  retrieve(@Param('id') id: string) {
    return ok({ id });
  }
}

@Controller('open')
class OpenController {
  @Get()
  @Public()
  open() {
    return ok({});
  }
}

@Module({})
class OrdersModule {
  static with(providers: Provider[]): DynamicModule {
    const controllers = [OrdersController, OpenController, RequestLogsController];
    return { module: OrdersModule, controllers, providers };
  }
}

const merchant = (
  kind: 'publishable' | 'secret',
  merchantId: string,
  livemode: boolean,
): Caller => ({
  kind,
  keyId: 'key_1',
  masked: `sk_****${merchantId.slice(-4)}`,
  tenant: { merchantId, livemode },
});
const callers: Readonly<Record<string, Caller>> = {
  one: merchant('secret', 'acct_0001', false),
  'one live': merchant('secret', 'acct_0001', true),
  two: merchant('secret', 'acct_0002', false),
  operator: { kind: 'operator', keyId: 'key_2', masked: 'op_****0009' },
};

export type OrdersOptions = {
  readonly rateLimits?: RateLimits;
  readonly requestLogDays?: number;
};

export type OrdersGateway = Awaited<ReturnType<typeof startOrdersGateway>>;

/** Accounts `acct_0001` and `acct_0002`; the keys are the names of `callers`. */
export async function startOrdersGateway(options: OrdersOptions) {
  const server = await testDatabase('orders');
  await migrate({ url: server.url, ...gatewayDatabase });
  const database = createDatabase({ url: server.url, schema, role, applicationName: 'spec' });
  await database.query(
    `insert into accounts (id, country, default_currency, created_at)
     values ('acct_0001', 'HK', 'hkd', 0), ('acct_0002', 'HK', 'hkd', 0)`,
  );
  const shared = {
    url: server.url,
    database,
    clock: new ManualClock(),
    orders: new Orders(),
    masterKey: randomBytes(32),
  };
  const gateways = [await startGateway(shared, options, 'first')];
  return {
    ...gateways[0]!,
    ...shared,
    async another() {
      const other = await startGateway(shared, options, `gateway ${gateways.length}`);
      gateways.push(other);
      return other;
    },
    async stop() {
      for (const one of gateways) await one.stop();
      await database.close();
      await server.drop();
    },
  };
}

type Shared = {
  readonly url: string;
  readonly database: ReturnType<typeof createDatabase>;
  readonly clock: ManualClock;
  readonly orders: Orders;
  readonly masterKey: Buffer;
};

async function startGateway(shared: Shared, options: OrdersOptions, instance: string) {
  const { database, clock, orders } = shared;
  const logger = createLogger({
    name: 'spec',
    pretty: false,
    destination: { write: () => undefined },
  });
  const background = await startBackground({
    databaseUrl: shared.url,
    rateLimits: options.rateLimits ?? 'off',
    requestLogDays: options.requestLogDays ?? 0,
    clock,
    logger,
    instance,
  });
  const secrets = gatewaySecrets(shared.masterKey);
  const store = new IdempotencyStore(database);
  const posts = new IdempotentPosts(
    new Idempotency({
      store,
      seal: new Seal(secrets.answer),
      fingerprintSecret: secrets.fingerprint,
      clock,
      timeOf: () => clock.now(),
      log: logger,
      ttlMs: 24 * 3_600_000,
      waitMs: 15_000,
    }),
  );
  const registry = new Registry();
  const app = await createEdge({
    module: OrdersModule.with([
      { provide: IdempotentPosts, useValue: posts },
      { provide: Orders, useValue: orders },
      { provide: RequestLogStore, useValue: new RequestLogStore(database) },
    ]),
    gatekeeper: {
      admit({ key }) {
        const caller = key.startsWith('pk_') ? browser : callers[key];
        if (caller === undefined) throw new ApiException(missingKey());
        return caller;
      },
    },
    ...besides(background, posts),
    logger,
    registry,
    clock,
  });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  return {
    port,
    background,
    registry,
    stored: () => store.idle(),
    async stop() {
      // Clients that gave up have left connections on which no request ever came.
      app.getHttpServer().closeAllConnections();
      await app.close();
      await store.idle();
      await background.stop();
    },
  };
}

const browser = merchant('publishable', 'acct_0001', false);
