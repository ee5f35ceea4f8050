import {
  Module,
  type DynamicModule,
  type InjectionToken,
  type Provider,
  type Type,
} from '@nestjs/common';
import { HealthRegistry, type Clock } from '@ledgerway/platform';
import { Registry } from 'prom-client';
import { AccountOperations } from './accounts/account-operations.js';
import { AccountStore } from './accounts/account-store.js';
import { AccountsController } from './accounts/accounts.controller.js';
import { ApiKeysController } from './accounts/api-keys.controller.js';
import { ApiKeyStore } from './auth/api-key-store.js';
import { BalanceTransactionsController } from './balance/balance-transactions.controller.js';
import { BalanceController } from './balance/balance.controller.js';
import { ChargeReader } from './charges/charge-reader.js';
import { ChargesController } from './charges/charges.controller.js';
import { Charges } from './charges/charges.js';
import { EventsController } from './events/events.controller.js';
import { Expander } from './expand/expander.js';
import type { GatewayParts } from './gateway-parts.js';
import { HealthController } from './health/health.controller.js';
import { MetricsController } from './health/metrics.controller.js';
import { IdempotentPosts } from './idempotency/idempotent-posts.js';
import { clockToken } from './injection.js';
import { LedgerEntriesController } from './ledger/ledger-entries.controller.js';
import { PaymentsClient, ReportingClient, WebhooksClient } from './queries/query-client.js';
import { SeenPositions } from './queries/seen-positions.js';
import { ChargeRefundsController } from './refunds/charge-refunds.controller.js';
import { RefundsController } from './refunds/refunds.controller.js';
import { Refunds } from './refunds/refunds.js';
import { AcquirerController } from './test-helpers/acquirer.controller.js';
import { TokenStore } from './tokens/token-store.js';
import { TokensController } from './tokens/tokens.controller.js';
import { WebhookEndpointsController } from './webhook-endpoints/webhook-endpoints.controller.js';
import { WebhookEndpoints } from './webhook-endpoints/webhook-endpoints.js';

const controllers: readonly Type[] = [
  AccountsController,
  AcquirerController,
  ApiKeysController,
  BalanceController,
  BalanceTransactionsController,
  ChargeRefundsController,
  ChargesController,
  EventsController,
  HealthController,
  LedgerEntriesController,
  RefundsController,
  TokensController,
  WebhookEndpointsController,
];

export type ModuleOptions = {
  readonly clock: Clock;
  readonly health: HealthRegistry;
  readonly registry: Registry;
  /** Whether `GET /metrics` is served here. */
  readonly metrics: boolean;
};

export function gatewayModule(parts: GatewayParts, options: ModuleOptions): DynamicModule {
  const value = (provide: InjectionToken, useValue: unknown): Provider => ({ provide, useValue });
  return {
    module: GatewayModule,
    controllers: [...controllers, ...(options.metrics ? [MetricsController] : [])],
    providers: [
      value(clockToken, options.clock),
      value(HealthRegistry, options.health),
      value(Registry, options.registry),
      value(AccountOperations, parts.accountOperations),
      value(AccountStore, parts.accounts),
      value(ApiKeyStore, parts.keys),
      value(ChargeReader, parts.charges),
      value(Charges, parts.chargeOperations),
      value(Expander, parts.expander),
      value(IdempotentPosts, parts.posts),
      value(PaymentsClient, parts.payments),
      value(Refunds, parts.refunds),
      value(ReportingClient, parts.reporting),
      value(SeenPositions, parts.seen),
      value(TokenStore, parts.tokens),
      value(WebhookEndpoints, parts.webhookEndpoints),
      value(WebhooksClient, parts.webhooks),
    ],
  };
}

@Module({})
class GatewayModule {}
