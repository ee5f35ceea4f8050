// The newest version of every payment intent, for lists. Its charge is in the table of charges.
import type { PaymentIntent } from '@ledgerway/domain';
import type { ProjectedEvent } from '../projection/projected-event.js';
import { RowTable } from '../projection/row-table.js';

export type PaymentIntentRow = {
  readonly id: string;
  readonly partition: number;
  readonly position: bigint;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly createdMs: number;
  readonly customer: string | null;
  /** The charge of the latest attempt that made one. */
  readonly chargeId: string | null;
  readonly intent: PaymentIntent;
};

function rowOf({ state, partition, position }: ProjectedEvent): PaymentIntentRow | undefined {
  const { intent, charge } = state;
  if (intent === null) return undefined;
  const { id, merchantId, livemode, createdAt: createdMs, details } = intent;
  const { customer } = details;
  const chargeId = charge?.terms.chargeId ?? null;
  const row = { id, partition, position, merchantId, livemode, createdMs };
  return { ...row, customer, chargeId, intent };
}

export const paymentIntents = new RowTable<PaymentIntentRow>({
  name: 'payment_intents',
  columns: {
    id: 'text',
    partition: 'smallint',
    position: 'bigint',
    merchantId: 'text',
    livemode: 'boolean',
    createdMs: 'time',
    customer: 'text',
    chargeId: 'text',
    intent: 'json',
  },
  rowOf,
});
