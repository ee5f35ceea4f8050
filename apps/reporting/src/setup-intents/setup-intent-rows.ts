// The newest version of every setup intent, for lists.
import type { SetupIntent } from '@ledgerway/domain';
import type { ProjectedEvent } from '../projection/projected-event.js';
import { RowTable } from '../projection/row-table.js';

export type SetupIntentRow = {
  readonly id: string;
  readonly partition: number;
  readonly position: bigint;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly createdMs: number;
  readonly customer: string | null;
  readonly paymentMethod: string | null;
  readonly setupIntent: SetupIntent;
};

function rowOf({ state, partition, position }: ProjectedEvent): SetupIntentRow | undefined {
  const { setupIntent } = state;
  if (setupIntent === null) return undefined;
  const { id, merchantId, livemode, createdAt: createdMs, details, method } = setupIntent;
  const { customer } = details;
  const paymentMethod = method?.id ?? null;
  const row = { id, partition, position, merchantId, livemode, createdMs };
  return { ...row, customer, paymentMethod, setupIntent };
}

export const setupIntents = new RowTable<SetupIntentRow>({
  name: 'setup_intents',
  columns: {
    id: 'text',
    partition: 'smallint',
    position: 'bigint',
    merchantId: 'text',
    livemode: 'boolean',
    createdMs: 'time',
    customer: 'text',
    paymentMethod: 'text',
    setupIntent: 'json',
  },
  rowOf,
});
