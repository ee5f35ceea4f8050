// Every object that an answer can hold, by its name in the API's description. The types are those of
// the functions that render the objects; `npm run openapi` makes schemas of them.
import type {
  AcquirerFault,
  PublicBalanceTransaction,
  PublicCard,
  PublicCharge,
  PublicCustomer,
  PublicDispute,
  PublicEventType,
  PublicFile,
  PublicFpsCredit,
  PublicPaymentIntent,
  PublicPaymentMethod,
  PublicPayout,
  PublicRefund,
  PublicReportRun,
  PublicReportType,
  PublicBankStatement,
  PublicSettlement,
  PublicSettlementBreak,
  PublicSettlementLine,
  PublicSettlementScores,
  PublicSetupIntent,
  PublicWebhookDelivery,
  ReportParametersJson,
  SettlementFault,
  renderAccount,
  renderBalance,
  renderDeleted,
  renderError,
  renderEvent,
  renderProjection,
  renderProjectionJob,
  renderRequestLog,
  renderTestClock,
  renderToken,
  renderWebhookEndpoint,
  renderWebhookJob,
} from '@ledgerway/contracts';
import type { renderApiKey } from '../accounts/render-api-key.js';
import type {
  PublicConversion,
  PublicReserve,
  PublicReserveRelease,
} from '../merchant-funds/merchant-funds.controller.js';
import type { PublicLedgerBalance } from '../ledger/ledger-balances.controller.js';
import type { PublicLedgerEntry } from '../ledger/ledger-entries.controller.js';
import type { PublicOAuthClient } from '../oauth/oauth-clients.controller.js';
import type { RateLimits } from '../rate-limits/rate-limits.js';
import type { PublicClientCertificate } from '../tls/client-certificates.controller.js';

type Deleted<T extends string> = ReturnType<typeof renderDeleted<T>>;

/** Its stream passes on what a run is about as it is. */
type ShownReportRun = Omit<PublicReportRun, 'parameters' | 'result'> & {
  parameters: ReportParametersJson;
  result: PublicFile | null;
};

/** What a change can be told of. */
type Told =
  | PublicCharge
  | PublicCustomer
  | PublicDispute
  | PublicPaymentIntent
  | PublicPaymentMethod
  | PublicRefund
  | PublicSetupIntent
  | PublicCard
  | PublicFpsCredit
  | PublicPayout
  | ShownReportRun
  | Deleted<'card'>
  | ReturnType<typeof renderBalance>
  | ReturnType<typeof renderWebhookEndpoint>;

/** An error is about objects as they are shown elsewhere, too. */
type ErrorFields = Omit<
  ReturnType<typeof renderError>['error'],
  'payment_intent' | 'payment_method' | 'setup_intent' | 'source'
> & {
  payment_intent?: PublicPaymentIntent;
  payment_method?: PublicPaymentMethod;
  setup_intent?: PublicSetupIntent;
  source?: PublicCard | PublicPaymentMethod;
};

type ReceivedCredit = {
  object: 'test_helpers.fps_credit';
  amount: number;
  bank_reference: string;
  /** Why it paid nothing; null if it did. */
  cause: string | null;
  currency: string;
  livemode: boolean;
  matched: boolean;
  payment_intent: string | null;
  reference: string;
};

/** In the answer to an import: whether the same file had been imported before. */
type Imported = { already_imported?: boolean };

export type PublicObjects = {
  account: ReturnType<typeof renderAccount> & {
    /** In the answer that made the account: its first keys, by kind and mode. */
    keys?: Readonly<Record<string, string>>;
    /** In the answer that changed them. */
    rate_limit?: RateLimits;
  };
  api_key: ReturnType<typeof renderApiKey> & { secret?: string };
  balance: ReturnType<typeof renderBalance>;
  balance_transaction: PublicBalanceTransaction;
  card: PublicCard;
  charge: PublicCharge;
  client_certificate: PublicClientCertificate & { certificate?: string };
  customer: PublicCustomer;
  deleted_api_key: Deleted<'api_key'>;
  deleted_card: Deleted<'card'>;
  deleted_client_certificate: Deleted<'client_certificate'>;
  deleted_customer: Deleted<'customer'>;
  deleted_oauth_client: Deleted<'oauth_client'>;
  'deleted_test_helpers.test_clock': Deleted<'test_helpers.test_clock'>;
  deleted_webhook_endpoint: Deleted<'webhook_endpoint'>;
  dispute: PublicDispute;
  error: { error: ErrorFields };
  event: Omit<ReturnType<typeof renderEvent>, 'data' | 'type'> & {
    data: { object: Told; previous_attributes?: Readonly<Record<string, unknown>> };
    type: PublicEventType;
  };
  file: PublicFile;
  fps_credit: PublicFpsCredit;
  ledger_balance: PublicLedgerBalance;
  ledger_entry: PublicLedgerEntry;
  oauth_client: PublicOAuthClient & { client_secret?: string };
  payment_intent: PublicPaymentIntent;
  payment_method: PublicPaymentMethod;
  payout: PublicPayout;
  conversion: PublicConversion;
  reserve: PublicReserve;
  reserve_release: PublicReserveRelease;
  projection: ReturnType<typeof renderProjection>;
  projection_job: ReturnType<typeof renderProjectionJob>;
  refund: PublicRefund;
  'reporting.report_run': ShownReportRun;
  'reporting.report_type': PublicReportType;
  request_log: ReturnType<typeof renderRequestLog>;
  bank_statement: PublicBankStatement & Imported;
  settlement: PublicSettlement &
    Imported & {
      /** When it is retrieved: each line, and how it compares. */
      lines?: PublicSettlementLine[];
    };
  settlement_break: PublicSettlementBreak;
  settlement_scores: PublicSettlementScores;
  setup_intent: PublicSetupIntent;
  'test_helpers.settlement': {
    object: 'test_helpers.settlement';
    /** camt.053; null if there was nothing to pay. */
    bank_statement: string | null;
    batch: string | null;
    currency: string;
    /** CSV; null if there was nothing to settle. */
    file: string | null;
    livemode: boolean;
    misbehave: SettlementFault;
  };
  'test_helpers.acquirer': {
    object: 'test_helpers.acquirer';
    count: number;
    fail: AcquirerFault;
    latency_ms: number;
  };
  'test_helpers.clock': { object: 'test_helpers.clock'; livemode: boolean; now: number };
  'test_helpers.fps_credit': ReceivedCredit;
  'test_helpers.test_clock': ReturnType<typeof renderTestClock>;
  token: ReturnType<typeof renderToken>;
  webhook_delivery: PublicWebhookDelivery;
  webhook_endpoint: ReturnType<typeof renderWebhookEndpoint>;
  webhook_job: ReturnType<typeof renderWebhookJob>;
};
