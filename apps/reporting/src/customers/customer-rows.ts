// The newest version of every customer and its sources, for lists. A deleted customer keeps its
// row: it is a place in the list, though it is not in it.
import type { StreamState } from '@ledgerway/domain';
import type { ProjectedEvent } from '../projection/projected-event.js';
import { RowTable } from '../projection/row-table.js';

export type CustomerRow = {
  readonly id: string;
  readonly partition: number;
  readonly position: bigint;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly createdMs: number;
  readonly email: string | null;
  readonly deleted: boolean;
  readonly state: Pick<StreamState, 'customer' | 'paymentMethods'>;
};

function rowOf({ state, partition, position }: ProjectedEvent): CustomerRow | undefined {
  const { customer, paymentMethods } = state;
  if (customer === null) return undefined;
  const { id, merchantId, livemode, createdAt: createdMs, details, deletedAt } = customer;
  const row = { id, partition, position, merchantId, livemode, createdMs };
  const { email } = details;
  return { ...row, email, deleted: deletedAt !== null, state: { customer, paymentMethods } };
}

export const customers = new RowTable<CustomerRow>({
  name: 'customers',
  columns: {
    id: 'text',
    partition: 'smallint',
    position: 'bigint',
    merchantId: 'text',
    livemode: 'boolean',
    createdMs: 'time',
    email: 'text',
    deleted: 'boolean',
    state: 'json',
  },
  rowOf,
});
