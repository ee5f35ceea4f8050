// The parts of the gateway and how they hang together; no framework in here.
import { AccountClocks, Seal, type Clock, type Database, type Logger } from '@ledgerway/platform';
import { AccountOperations } from './accounts/account-operations.js';
import { FeeSchedules } from './accounts/fee-schedules.js';
import { AccountStore } from './accounts/account-store.js';
import { KeyOperations } from './accounts/key-operations.js';
import { ApiKeyStore } from './auth/api-key-store.js';
import { Authenticator } from './auth/authenticator.js';
import { Gatekeeper } from './auth/gatekeeper.js';
import { KeyHash } from './auth/key-hash.js';
import { LastUsed } from './auth/last-used.js';
import { RecentLookups } from './auth/recent-lookups.js';
import { Charges } from './charges/charges.js';
import { Commands, type CommandSender } from './commands/commands.js';
import { customerParts } from './customers/customer-parts.js';
import { Disputes } from './disputes/disputes.js';
import { Expander } from './expand/expander.js';
import { IdempotencyStore } from './idempotency/idempotency-store.js';
import { Idempotency } from './idempotency/idempotency.js';
import { IdempotentPosts } from './idempotency/idempotent-posts.js';
import { FormTokens } from './pages/form-tokens.js';
import { intentParts } from './payment-intents/intent-parts.js';
import { MerchantFunds } from './merchant-funds/merchant-funds.js';
import { Payouts } from './payouts/payouts.js';
import { PublicObjects } from './objects/public-objects.js';
import {
  PaymentsClient,
  ReportingClient,
  VaultClient,
  WebhooksClient,
  type QueryProxy,
} from './queries/query-client.js';
import { SeenPositions } from './queries/seen-positions.js';
import { OAuthClientStore } from './oauth/oauth-client-store.js';
import { OAuthClients } from './oauth/oauth-clients.js';
import { OAuthTokenStore } from './oauth/oauth-token-store.js';
import { OAuthTokens } from './oauth/oauth-tokens.js';
import { AccountLimits } from './rate-limits/account-limits.js';
import type { RateLimits } from './rate-limits/rate-limits.js';
import { Refunds } from './refunds/refunds.js';
import { ReportRuns } from './reporting/report-runs.js';
import { RequestLogStore } from './request-log/request-log-store.js';
import { gatewaySecrets } from './secrets.js';
import { SettlementBreaks } from './settlements/settlement-breaks.js';
import { SettlementCommands } from './settlements/settlement-commands.js';
import { SettlementImports } from './settlements/settlement-imports.js';
import { StreamReader } from './streams/stream-reader.js';
import { TestClockStore } from './test-helpers/test-clock-store.js';
import { TestTime } from './test-helpers/test-time.js';
import type { CertificateAuthority } from './tls/certificate-authority.js';
import { ClientCertificateStore } from './tls/client-certificate-store.js';
import { ClientCertificates } from './tls/client-certificates.js';
import { CardIntake } from './tokens/card-intake.js';
import { CardSources } from './tokens/card-sources.js';
import { StoredCards } from './tokens/stored-cards.js';
import { TokenOperations } from './tokens/token-operations.js';
import { Redeliveries } from './webhook-endpoints/redeliveries.js';
import { WebhookEndpoints } from './webhook-endpoints/webhook-endpoints.js';

export type GatewayPartsOptions = {
  readonly database: Database;
  readonly sender: CommandSender;
  readonly payments: QueryProxy;
  readonly reporting: QueryProxy;
  readonly vault: QueryProxy;
  readonly webhooks: QueryProxy;
  readonly masterKey: Buffer;
  readonly logger: Logger;
  readonly clock: Clock;
  /** How long an idempotency key is remembered. */
  readonly ttlMs: number;
  /** How long a request waits for the outcome of a command. */
  readonly waitMs: number;
  readonly queryTimeoutMs: number;
  /** What an account without limits of its own may ask for. */
  readonly defaultLimits: RateLimits;
  /** Where payers reach this installation; known once it listens. */
  readonly publicUrl: () => string;
  /** Signs client certificates; none if the installation's authority is kept elsewhere. */
  readonly authority?: CertificateAuthority;
};

export type GatewayParts = ReturnType<typeof gatewayParts>;

export function gatewayParts(options: GatewayPartsOptions) {
  const { database, sender, logger, clock, ttlMs, waitMs, queryTimeoutMs: timeoutMs } = options;
  const secrets = gatewaySecrets(options.masterKey);
  const payments = new PaymentsClient({ proxy: options.payments, timeoutMs, log: logger });
  const reporting = new ReportingClient({ proxy: options.reporting, timeoutMs, log: logger });
  const vault = new VaultClient({ proxy: options.vault, timeoutMs, log: logger });
  const webhooks = new WebhooksClient({ proxy: options.webhooks, timeoutMs, log: logger });
  const seen = new SeenPositions();

  const keyHash = new KeyHash(secrets.keyHash);
  const keys = new ApiKeyStore(database, keyHash);
  const oauthTokenStore = new OAuthTokenStore(database);
  const authenticator = new Authenticator({ keys, tokens: oauthTokenStore }, keyHash, clock);
  const lastUsed = new LastUsed(keys, clock, logger);
  const certificateStore = new ClientCertificateStore(database);
  const boundCertificates = new RecentLookups(
    (thumbprints) => certificateStore.bound(thumbprints),
    clock,
  );
  const gatekeeper = new Gatekeeper({
    authenticator,
    certificates: boundCertificates,
    lastUsed,
    clock,
  });
  const accounts = new AccountStore(database);
  const accountOperations = new AccountOperations(
    database,
    accounts,
    keys,
    authenticator,
    secrets.newKeys,
  );
  const clocks = new AccountClocks(database, clock);
  const idempotencyStore = new IdempotencyStore(database);
  const idempotency = new Idempotency({
    store: idempotencyStore,
    seal: new Seal(secrets.answer),
    fingerprintSecret: secrets.fingerprint,
    clock,
    timeOf: ({ scope, livemode }) => clocks.now(scope, livemode),
    log: logger,
    ttlMs,
    waitMs,
  });
  const cardIntake = new CardIntake(vault, new Seal(secrets.vaultIntake), clock);
  const cards = new CardSources(vault, cardIntake);
  const reader = new StreamReader(payments);
  const objects = new PublicObjects(secrets.clientSecret);
  const expander = new Expander(reader, objects, reporting, seen);
  const commands = new Commands({ sender, seen, log: logger, waitMs });
  const settlementCommands = new SettlementCommands(commands);
  const forCustomers = customerParts({
    payments,
    reporting,
    seen,
    reader,
    commands,
    cards,
    expander,
    clock,
    logger,
  });
  const fees = new FeeSchedules(new RecentLookups((ids) => accounts.feeSchedules(ids), clock));
  const forIntents = intentParts({
    ...forCustomers,
    ...{ accounts, clock, clocks, commands, logger, objects, payments, reader },
    publicUrl: options.publicUrl,
    fees,
  });
  return {
    database,
    clocks,
    formTokens: new FormTokens(secrets.formTokens),
    testClocks: new TestClockStore(database),
    testTime: new TestTime({ clocks, clock, payments, reporting, webhooks, seen }),
    payments,
    reporting,
    vault,
    webhooks,
    seen,
    keys,
    keyOperations: new KeyOperations(keys, authenticator, secrets.newKeys),
    authenticator,
    gatekeeper,
    lastUsed,
    clientCertificates: new ClientCertificates(
      certificateStore,
      boundCertificates,
      options.authority,
    ),
    oauthClients: new OAuthClients(
      new OAuthClientStore(database),
      authenticator,
      keyHash,
      secrets.newKeys,
    ),
    oauthTokens: new OAuthTokens(oauthTokenStore, authenticator, keyHash, clock),
    accounts,
    accountOperations,
    accountLimits: new AccountLimits(database, options.defaultLimits),
    requestLogs: new RequestLogStore(database),
    idempotencyStore,
    posts: new IdempotentPosts(idempotency),
    cards,
    tokens: new TokenOperations(vault, cardIntake, new StoredCards(payments)),
    expander,
    commands,
    ...forCustomers,
    ...forIntents,
    fees,
    merchantFunds: new MerchantFunds({ commands, payments, reader, clocks }),
    charges: new Charges({
      ...{ commands, reader, expander, fees },
      methods: forCustomers.methodSources,
    }),
    disputes: new Disputes(commands, reader),
    reader,
    payouts: new Payouts({ commands, payments, reporting, seen }),
    refunds: new Refunds(commands, reader),
    reportRuns: new ReportRuns({ reporting, seen, clocks, publicUrl: options.publicUrl }),
    redeliveries: new Redeliveries(webhooks),
    settlementBreaks: new SettlementBreaks(settlementCommands, reporting, reader, seen),
    settlementImports: new SettlementImports(settlementCommands),
    webhookEndpoints: new WebhookEndpoints(webhooks),
  };
}
