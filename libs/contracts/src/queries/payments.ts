import type { ChargeJson } from '../wire/charge.js';
import type { Tenant } from './page.js';

/** How the sandbox acquirer can misbehave; `none` is no fault but the latency. */
export const acquirerFaults = [
  'none',
  'timeout',
  'timeout_before',
  'reset',
  'late_response',
] as const;
export type AcquirerFault = (typeof acquirerFaults)[number];

/** Message patterns that `payments` answers. Always current: it folds the stream. */
export type PaymentsQueries = {
  'payments.charge': { ask: Tenant & { chargeId: string }; answer: ChargeJson | null };
  /** Test mode only: makes the sandbox acquirer misbehave for the next `count` calls of this account. */
  'payments.acquirer_fault': {
    ask: Tenant & { fail: AcquirerFault; latencyMs: number; count: number };
    answer: null;
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
