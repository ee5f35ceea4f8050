import type { ChargeJson } from '../wire/charge.js';
import type { Listed, Page, Positions, Tenant } from './page.js';

/** Amounts are minor units as text. `source` is the charge or refund behind the row. */
export type BalanceTransactionJson = {
  readonly id: string;
  readonly amount: string;
  readonly fee: string;
  readonly net: string;
  readonly currency: string;
  readonly type: 'charge' | 'refund' | 'refund_failure';
  readonly source: string;
  readonly description: string | null;
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
export type ReportingQueries = {
  'reporting.charges': {
    ask: List<{ customer?: string; transferGroup?: string }>;
    answer: Listed<ChargeJson>;
  };
  /** A refund is read from its charge: rows are the charge and the id of the refund in it. */
  'reporting.refunds': {
    ask: List<{ charge?: string }>;
    answer: Listed<{ refundId: string; charge: ChargeJson }>;
  };
  'reporting.balance': { ask: Tenant & { after: Positions }; answer: BalanceJson };
  'reporting.balance_transactions': {
    ask: List<{ type?: string; currency?: string; source?: string }>;
    answer: Listed<BalanceTransactionJson>;
  };
  'reporting.balance_transaction': {
    ask: Tenant & { id: string; after: Positions };
    answer: BalanceTransactionJson | null;
  };
  /** Without `merchantId`: every account's entries (the operator's view). */
  'reporting.ledger_entries': {
    ask: { merchantId?: string; livemode?: boolean; page: Page; after: Positions };
    answer: Listed<LedgerEntryJson>;
  };
};
