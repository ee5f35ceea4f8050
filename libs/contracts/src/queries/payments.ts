import type { ChargeJson } from '../wire/charge.js';
import type { Tenant } from './page.js';

/** Message patterns that `payments` answers. Always current: it folds the stream. */
export type PaymentsQueries = {
  'payments.charge': { ask: Tenant & { chargeId: string }; answer: ChargeJson | null };
  /**
   * The records of `payments.events` after a position, made from the log: how a consumer without
   * rights on the log fills a gap. Each is the JSON text of one record, in order; none at the end.
   */
  'payments.event_records': {
    ask: { partition: number; after: string; limit: number };
    answer: readonly string[];
  };
};
