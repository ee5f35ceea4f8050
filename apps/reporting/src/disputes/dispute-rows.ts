// Which disputes exist and of which charge. What a dispute looks like is read from its charge.
import type { ProjectedEvent } from '../projection/projected-event.js';
import { RowTable } from '../projection/row-table.js';

export type DisputeRow = {
  readonly id: string;
  readonly partition: number;
  readonly chargeId: string;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly createdMs: number;
};

function rowOf({ event, charge, partition }: ProjectedEvent): DisputeRow | undefined {
  if (event.type !== 'DisputeOpened' || charge === null) return undefined;
  const { chargeId, merchantId, livemode } = charge.terms;
  const { disputeId: id, at: createdMs } = event;
  return { id, partition, chargeId, merchantId, livemode, createdMs };
}

export const disputes = new RowTable<DisputeRow>({
  name: 'disputes',
  columns: {
    id: 'text',
    partition: 'smallint',
    chargeId: 'text',
    merchantId: 'text',
    livemode: 'boolean',
    createdMs: 'time',
  },
  rowOf,
});
