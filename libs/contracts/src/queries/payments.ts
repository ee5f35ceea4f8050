import type { ChargeJson } from '../wire/charge.js';
import type { Tenant } from './page.js';

/** Message patterns that `payments` answers. Always current: it folds the stream. */
export type PaymentsQueries = {
  'payments.charge': { ask: Tenant & { chargeId: string }; answer: ChargeJson | null };
};
