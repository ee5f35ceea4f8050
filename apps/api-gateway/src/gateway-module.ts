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
import { AccountSettingsController } from './accounts/account-settings.controller.js';
import { AccountsController } from './accounts/accounts.controller.js';
import { ApiKeysController } from './accounts/api-keys.controller.js';
import { KeyOperations } from './accounts/key-operations.js';
import { ApiKeyStore } from './auth/api-key-store.js';
import { Gatekeeper } from './auth/gatekeeper.js';
import { BalanceTransactionsController } from './balance/balance-transactions.controller.js';
import { BalanceController } from './balance/balance.controller.js';
import { ChargesController } from './charges/charges.controller.js';
import { Charges } from './charges/charges.js';
import { EventsController } from './events/events.controller.js';
import { CustomerPaymentMethodsController } from './customers/customer-payment-methods.controller.js';
import { CustomerSourcesController } from './customers/customer-sources.controller.js';
import { CustomerSources } from './customers/customer-sources.js';
import { CustomersController } from './customers/customers.controller.js';
import { Customers } from './customers/customers.js';
import { DisputesController } from './disputes/disputes.controller.js';
import { Disputes } from './disputes/disputes.js';
import { Expander } from './expand/expander.js';
import type { GatewayParts } from './gateway-parts.js';
import { HealthController } from './health/health.controller.js';
import { MetricsController } from './health/metrics.controller.js';
import { IdempotentPosts } from './idempotency/idempotent-posts.js';
import { clockToken } from './injection.js';
import { MerchantFundsController } from './merchant-funds/merchant-funds.controller.js';
import { MerchantFunds } from './merchant-funds/merchant-funds.js';
import { FeeSchedules } from './accounts/fee-schedules.js';
import { LedgerExportController } from './ledger/ledger-export.controller.js';
import { LedgerBalancesController } from './ledger/ledger-balances.controller.js';
import { LedgerEntriesController } from './ledger/ledger-entries.controller.js';
import { OAuthClientsController } from './oauth/oauth-clients.controller.js';
import { OAuthClients } from './oauth/oauth-clients.js';
import { OAuthTokens } from './oauth/oauth-tokens.js';
import { OAuthController } from './oauth/oauth.controller.js';
import { apiDocument } from './openapi/document.js';
import { OpenApiController, ServedDocument } from './openapi/openapi.controller.js';
import { Attachments } from './payment-methods/attachments.js';
import { MethodLists } from './payment-methods/method-lists.js';
import { PageIntents } from './pages/page-intents.js';
import { FormTokens } from './pages/form-tokens.js';
import { PagesController } from './pages/pages.controller.js';
import { ClientAccess } from './payment-intents/client-access.js';
import { PayerActions } from './payment-intents/payer-actions.js';
import { PaymentIntentsController } from './payment-intents/payment-intents.controller.js';
import { PaymentIntents } from './payment-intents/payment-intents.js';
import { PaymentMethodsController } from './payment-methods/payment-methods.controller.js';
import { PaymentMethods } from './payment-methods/payment-methods.js';
import { ProjectionsController } from './projections/projections.controller.js';
import { PayoutsController } from './payouts/payouts.controller.js';
import { Payouts } from './payouts/payouts.js';
import { QrController } from './qr/qr.controller.js';
import {
  PaymentsClient,
  ReportingClient,
  VaultClient,
  WebhooksClient,
} from './queries/query-client.js';
import { SeenPositions } from './queries/seen-positions.js';
import { AccountLimits } from './rate-limits/account-limits.js';
import { ChargeRefundsController } from './refunds/charge-refunds.controller.js';
import { RefundsController } from './refunds/refunds.controller.js';
import { Refunds } from './refunds/refunds.js';
import { RequestLogStore } from './request-log/request-log-store.js';
import { RequestLogsController } from './request-log/request-logs.controller.js';
import { SettlementBreaksController } from './settlements/settlement-breaks.controller.js';
import { SettlementsController } from './settlements/settlements.controller.js';
import { SettlementBreaks } from './settlements/settlement-breaks.js';
import { SettlementImports } from './settlements/settlement-imports.js';
import { SetupIntentsController } from './setup-intents/setup-intents.controller.js';
import { SetupAttempts } from './setup-intents/setup-attempts.js';
import { SetupIntents } from './setup-intents/setup-intents.js';
import { FilesController } from './reporting/files.controller.js';
import { ReportRunsController } from './reporting/report-runs.controller.js';
import { ReportRuns } from './reporting/report-runs.js';
import { ReportTypesController } from './reporting/report-types.controller.js';
import { StreamReader } from './streams/stream-reader.js';
import { AcquirerController } from './test-helpers/acquirer.controller.js';
import { ClockController } from './test-helpers/clock.controller.js';
import { FpsCreditController } from './test-helpers/fps-credit.controller.js';
import { IntentHelpersController } from './test-helpers/intent-helpers.controller.js';
import { RefundHelpersController } from './test-helpers/refund-helpers.controller.js';
import { TestSettlementsController } from './test-helpers/settlements.controller.js';
import { ReportHelpersController } from './test-helpers/report-helpers.controller.js';
import { TestClockStore } from './test-helpers/test-clock-store.js';
import { PayoutHelpersController } from './test-helpers/payout-helpers.controller.js';
import { TestClocksController } from './test-helpers/test-clocks.controller.js';
import { TestTime } from './test-helpers/test-time.js';
import { ClientCertificatesController } from './tls/client-certificates.controller.js';
import { ClientCertificates } from './tls/client-certificates.js';
import { TokenOperations } from './tokens/token-operations.js';
import { TokensController } from './tokens/tokens.controller.js';
import { Redeliveries } from './webhook-endpoints/redeliveries.js';
import { RedeliveriesController } from './webhook-endpoints/redeliveries.controller.js';
import { WebhookDeliveriesController } from './webhook-endpoints/webhook-deliveries.controller.js';
import { WebhookEndpointsController } from './webhook-endpoints/webhook-endpoints.controller.js';
import { WebhookEndpoints } from './webhook-endpoints/webhook-endpoints.js';

const controllers: readonly Type[] = [
  AccountSettingsController,
  AccountsController,
  AcquirerController,
  ApiKeysController,
  BalanceController,
  BalanceTransactionsController,
  ChargeRefundsController,
  ChargesController,
  ClientCertificatesController,
  ClockController,
  CustomerPaymentMethodsController,
  CustomersController,
  CustomerSourcesController,
  DisputesController,
  EventsController,
  FilesController,
  FpsCreditController,
  HealthController,
  IntentHelpersController,
  LedgerBalancesController,
  LedgerEntriesController,
  LedgerExportController,
  MerchantFundsController,
  OAuthClientsController,
  OAuthController,
  OpenApiController,
  PagesController,
  PaymentIntentsController,
  PaymentMethodsController,
  PayoutHelpersController,
  PayoutsController,
  ProjectionsController,
  QrController,
  RedeliveriesController,
  RefundHelpersController,
  RefundsController,
  ReportHelpersController,
  ReportRunsController,
  ReportTypesController,
  RequestLogsController,
  SettlementBreaksController,
  SettlementsController,
  SetupIntentsController,
  TestClocksController,
  TestSettlementsController,
  TokensController,
  WebhookDeliveriesController,
  WebhookEndpointsController,
];

/** What `GET /v1/openapi.json` answers. */
export const describeApi = () => apiDocument(controllers);

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
      value(AccountLimits, parts.accountLimits),
      value(AccountOperations, parts.accountOperations),
      value(AccountStore, parts.accounts),
      value(ApiKeyStore, parts.keys),
      value(Attachments, parts.attachments),
      value(Charges, parts.charges),
      value(Customers, parts.customers),
      value(CustomerSources, parts.customerSources),
      value(Disputes, parts.disputes),
      value(ClientCertificates, parts.clientCertificates),
      value(ClientAccess, parts.clientAccess),
      value(FeeSchedules, parts.fees),
      value(MerchantFunds, parts.merchantFunds),
      value(Expander, parts.expander),
      value(FormTokens, parts.formTokens),
      value(Gatekeeper, parts.gatekeeper),
      value(IdempotentPosts, parts.posts),
      value(KeyOperations, parts.keyOperations),
      value(OAuthClients, parts.oauthClients),
      value(OAuthTokens, parts.oauthTokens),
      value(MethodLists, parts.methodLists),
      value(PageIntents, parts.pageIntents),
      value(PayerActions, parts.payerActions),
      value(PaymentIntents, parts.paymentIntents),
      value(PaymentMethods, parts.paymentMethods),
      value(Payouts, parts.payouts),
      value(PaymentsClient, parts.payments),
      value(Redeliveries, parts.redeliveries),
      value(Refunds, parts.refunds),
      value(ReportingClient, parts.reporting),
      value(ReportRuns, parts.reportRuns),
      value(RequestLogStore, parts.requestLogs),
      value(SeenPositions, parts.seen),
      value(SettlementBreaks, parts.settlementBreaks),
      value(SettlementImports, parts.settlementImports),
      value(SetupAttempts, parts.setupAttempts),
      value(SetupIntents, parts.setupIntents),
      value(ServedDocument, new ServedDocument(describeApi())),
      value(StreamReader, parts.reader),
      value(TestClockStore, parts.testClocks),
      value(TestTime, parts.testTime),
      value(TokenOperations, parts.tokens),
      value(VaultClient, parts.vault),
      value(WebhookEndpoints, parts.webhookEndpoints),
      value(WebhooksClient, parts.webhooks),
    ],
  };
}

@Module({})
class GatewayModule {}
