import type { PaymentMethod, SetupIntent } from '@ledgerway/domain';
import type { ChargeJson, PayoutJson, StateJson } from '../wire/state.js';
import type { LedgerExportAsk, LedgerExportPage } from './ledger-export.js';
import type { BalanceAsOfAsk, PastBalanceJson } from './past-balance.js';
import type { SettlementQueries } from './settlements.js';
import type { Listed, Page, Positions, Tenant, TimeRange } from './page.js';
import type { ProjectionQueries } from './projections.js';
import type { ReportQueries } from './reports.js';

/** What a balance transaction records; the ecosystem's names. */
export type BalanceTransactionType =
  | 'charge'
  | 'payment'
  | 'refund'
  | 'payment_refund'
  | 'refund_failure'
  | 'adjustment'
  | 'payout'
  | 'payout_cancel'
  | 'payout_failure'
  | 'reserve_transaction';

/**
 * Amounts are minor units as text; `fee` includes `tax`. `source` is what is behind the row: a charge,
 * refund, dispute, payout, reserve or conversion; an `adjustment` is of a dispute or a conversion.
 */
export type BalanceTransactionJson = {
  readonly id: string;
  readonly amount: string;
  readonly fee: string;
  readonly tax: string;
  readonly net: string;
  readonly currency: string;
  readonly type: BalanceTransactionType;
  readonly source: string;
  readonly description: string | null;
  /** Major units per major unit, if something was converted. */
  readonly exchangeRate: string | null;
  readonly status: 'pending' | 'available';
  /** Unix seconds. */
  readonly created: number;
  readonly availableOn: number;
};

export type LedgerEntryJson = {
  readonly id: string;
  /** Unix seconds: when it was recorded, and when it counts. */
  readonly created: number;
  readonly effectiveAt: number;
  readonly event: string;
  readonly streamId: string;
  readonly postings: readonly {
    account: string;
    layer: 'pending' | 'posted';
    currency: string;
    amount: string;
  }[];
};

export type BalanceJson = {
  readonly available: readonly { amount: string; currency: string }[];
  readonly pending: readonly { amount: string; currency: string }[];
};

type List<F> = Tenant & { page: Page; after: Positions } & F;

/** Message patterns that `reporting` answers, once it has reached the positions in `after`. */
export type ReportingQueries = ProjectionQueries &
  ReportQueries &
  SettlementQueries & {
    'reporting.charges': {
      ask: List<{ customer?: string; paymentIntent?: string; transferGroup?: string }>;
      answer: Listed<ChargeJson>;
    };
    /** A refund is read from its charge: rows are the charge and the id of the refund in it. */
    'reporting.refunds': {
      ask: List<{ charge?: string; paymentIntent?: string }>;
      answer: Listed<{ refundId: string; charge: ChargeJson }>;
    };
    /** Rows have the intent and its latest charge. */
    'reporting.payment_intents': { ask: List<{ customer?: string }>; answer: Listed<StateJson> };
    'reporting.setup_intents': {
      ask: List<{ customer?: string; paymentMethod?: string }>;
      answer: Listed<SetupIntent>;
    };
    /** Those attached to a customer; its sources are among them, as the API shows cards. */
    'reporting.payment_methods': {
      ask: List<{ customer: string; type?: string }>;
      answer: Listed<PaymentMethod>;
    };
    /** Rows have the customer and its sources. Deleted customers are not listed. */
    'reporting.customers': { ask: List<{ email?: string }>; answer: Listed<StateJson> };
    /** A dispute is read from its charge, like a refund. */
    'reporting.disputes': {
      ask: List<{ charge?: string; paymentIntent?: string }>;
      answer: Listed<{ disputeId: string; charge: ChargeJson }>;
    };
    'reporting.ledger_export': { ask: LedgerExportAsk; answer: LedgerExportPage };
    'reporting.balance_as_of': { ask: BalanceAsOfAsk; answer: PastBalanceJson };
    'reporting.balance': { ask: Tenant & { after: Positions }; answer: BalanceJson };
    'reporting.balance_transactions': {
      ask: List<{ type?: string; currency?: string; source?: string; payout?: string }>;
      /** `partialPayout`: what pays a part only pays no rows that could be named. */
      answer: Listed<BalanceTransactionJson> | { readonly partialPayout: true };
    };
    'reporting.balance_transaction': {
      ask: Tenant & { id: string; after: Positions };
      answer: BalanceTransactionJson | null;
    };
    'reporting.payouts': {
      ask: List<{ status?: string; arrival?: TimeRange }>;
      answer: Listed<PayoutJson>;
    };
    'reporting.payout': {
      ask: Tenant & { id: string; after: Positions };
      answer: PayoutJson | null;
    };
    /** Without `merchantId`: every account's entries (the operator's view). */
    'reporting.ledger_entries': {
      ask: { merchantId?: string; livemode?: boolean; page: Page; after: Positions };
      answer: Listed<LedgerEntryJson>;
    };
    /** Test mode of one account: its time is `offsetMs` ahead of ours from now on. */
    'reporting.set_clock': { ask: { merchantId: string; offsetMs: number }; answer: null };
  };
