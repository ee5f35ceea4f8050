import type { CardSnapshot, Decline } from '@ledgerway/domain';
import type { StateJson } from '../wire/state.js';
import type { Positions, Tenant } from './page.js';

/** How the sandbox acquirer can misbehave; `none` is no fault but the latency. */
export const acquirerFaults = [
  'none',
  'timeout',
  'timeout_before',
  'reset',
  'late_response',
] as const;
export type AcquirerFault = (typeof acquirerFaults)[number];

/** How the sandbox's settlement can be wrong; see its source for what each of them does. */
export const settlementFaults = [
  'none',
  'missing_line',
  'duplicate_line',
  'wrong_amount',
  'unknown_line',
  'short_payment',
  'paid_twice',
  'unknown_credit',
] as const;
export type SettlementFault = (typeof settlementFaults)[number];

/** What the issuer says of a card when no money is asked for. */
export type CardVerification =
  | { readonly kind: 'approved' }
  | { readonly kind: 'declined'; readonly decline: Decline }
  | { readonly kind: 'unknown' };

/** Message patterns that `payments` answers. Always current: it folds the stream. */
export type PaymentsQueries = {
  /** The whole stream that the object of this id stands in, if it is the tenant's. */
  'payments.state': { ask: Tenant & { id: string }; answer: StateJson | null };
  /** For the payer's pages, who hold no key: the stream of that id, whoever's it is. */
  'payments.any_state': { ask: { id: string }; answer: StateJson | null };
  /** Asks the acquirer whether a card can be charged at all. It is not recorded. */
  'payments.verify_card': { ask: Tenant & { card: CardSnapshot }; answer: CardVerification };
  /**
   * Test mode of one account: its time is `offsetMs` ahead of ours from now on. Answers when what
   * is due by then is done, or under way, with the log positions by which it is.
   */
  'payments.set_clock': { ask: { merchantId: string; offsetMs: number }; answer: Positions };
  /**
   * Answers when what the log says of that merchant's money, up to now, is on the commands' topic: a
   * payout that is asked for afterwards finds it applied.
   */
  'payments.funds_ready': { ask: Tenant; answer: null };
  /** Test mode only: makes the sandbox acquirer misbehave for the next `count` calls of this account. */
  'payments.acquirer_fault': {
    ask: Tenant & { fail: AcquirerFault; latencyMs: number; count: number };
    answer: null;
  };
  /**
   * Test mode only: the acquirer fails this refund, even if it had succeeded. False if it cannot.
   */
  'payments.fail_refund': { ask: Tenant & { refundId: string }; answer: boolean };
  /**
   * Test mode only: the sandbox acquirer settles all that it has not settled in this currency. The
   * texts of the settlement file and of the bank statement; null if there is nothing of it.
   */
  'payments.settle': {
    ask: { currency: string; fault: SettlementFault };
    answer: { batch: string; file: string; statement: string | null } | null;
  };
  /**
   * The records of `payments.events` after a position, made from the log: how a consumer without
   * rights on the log fills a gap. Each is the JSON text of one record, in order; none at the end.
   */
  'payments.event_records': {
    ask: { partition: number; after: string; limit: number };
    answer: readonly string[];
  };
};
