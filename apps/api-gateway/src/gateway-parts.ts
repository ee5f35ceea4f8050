// The parts of the gateway and how they hang together; no framework in here.
import type { Clock, Database, Logger } from '@ledgerway/platform';
import { AccountOperations } from './accounts/account-operations.js';
import { AccountStore } from './accounts/account-store.js';
import { ApiKeyStore } from './auth/api-key-store.js';
import { Authenticator } from './auth/authenticator.js';
import { KeyHash } from './auth/key-hash.js';
import { ChargeReader } from './charges/charge-reader.js';
import { Charges } from './charges/charges.js';
import { ChargeCommands, type CommandSender } from './commands/charge-commands.js';
import { Expander } from './expand/expander.js';
import { IdempotencyStore } from './idempotency/idempotency-store.js';
import { Idempotency } from './idempotency/idempotency.js';
import { IdempotentPosts } from './idempotency/idempotent-posts.js';
import { BodySeal } from './idempotency/sealed-body.js';
import {
  PaymentsClient,
  ReportingClient,
  WebhooksClient,
  type QueryProxy,
} from './queries/query-client.js';
import { SeenPositions } from './queries/seen-positions.js';
import { Refunds } from './refunds/refunds.js';
import { gatewaySecrets } from './secrets.js';
import { CardSources } from './tokens/card-sources.js';
import { TokenStore } from './tokens/token-store.js';
import { WebhookEndpoints } from './webhook-endpoints/webhook-endpoints.js';

export type GatewayPartsOptions = {
  readonly database: Database;
  readonly sender: CommandSender;
  readonly payments: QueryProxy;
  readonly reporting: QueryProxy;
  readonly webhooks: QueryProxy;
  readonly masterKey: Buffer;
  readonly logger: Logger;
  readonly clock: Clock;
  /** How long an idempotency key is remembered. */
  readonly ttlMs: number;
  /** How long a request waits for the outcome of a command. */
  readonly waitMs: number;
  readonly queryTimeoutMs: number;
};

export type GatewayParts = ReturnType<typeof gatewayParts>;

export function gatewayParts(options: GatewayPartsOptions) {
  const { database, sender, logger, clock, ttlMs, waitMs, queryTimeoutMs: timeoutMs } = options;
  const secrets = gatewaySecrets(options.masterKey);
  const payments = new PaymentsClient({ proxy: options.payments, timeoutMs, log: logger });
  const reporting = new ReportingClient({ proxy: options.reporting, timeoutMs, log: logger });
  const webhooks = new WebhooksClient({ proxy: options.webhooks, timeoutMs, log: logger });
  const seen = new SeenPositions();

  const keyHash = new KeyHash(secrets.keyHash);
  const keys = new ApiKeyStore(database, keyHash);
  const authenticator = new Authenticator(keys, keyHash, clock);
  const accounts = new AccountStore(database);
  const accountOperations = new AccountOperations(
    database,
    accounts,
    keys,
    authenticator,
    secrets.newKeys,
  );
  const idempotencyStore = new IdempotencyStore(database);
  const idempotency = new Idempotency({
    store: idempotencyStore,
    seal: new BodySeal(secrets.answer),
    fingerprintSecret: secrets.fingerprint,
    clock,
    log: logger,
    ttlMs,
    waitMs,
  });
  const tokens = new TokenStore(database);
  const charges = new ChargeReader(payments);
  const expander = new Expander(payments, reporting, seen);
  const commands = new ChargeCommands({ sender, seen, charges, log: logger, waitMs });
  return {
    database,
    payments,
    reporting,
    webhooks,
    seen,
    keys,
    authenticator,
    accounts,
    accountOperations,
    idempotencyStore,
    posts: new IdempotentPosts(idempotency),
    tokens,
    charges,
    expander,
    commands,
    chargeOperations: new Charges(commands, new CardSources(tokens), expander),
    refunds: new Refunds(commands, charges),
    webhookEndpoints: new WebhookEndpoints(webhooks),
  };
}
