// Which refunds exist and of which charge. What a refund looks like is read from its charge.
import type { StreamEvent } from '@ledgerway/domain';
import type { ProjectedEvent } from '../projection/projected-event.js';
import { RowTable } from '../projection/row-table.js';

export type RefundRow = {
  readonly id: string;
  readonly partition: number;
  readonly chargeId: string;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly createdMs: number;
};

/** The refund that appears with this event. A part of a hold that is given back is one too. */
function rowOf({ event, charge, partition }: ProjectedEvent): RefundRow | undefined {
  const id = refundIdOf(event);
  if (id === null || charge === null) return undefined;
  const { chargeId, merchantId, livemode } = charge.terms;
  return { id, partition, chargeId, merchantId, livemode, createdMs: event.at };
}

function refundIdOf(event: StreamEvent): string | null {
  switch (event.type) {
    case 'RefundRequested':
    case 'ChargeVoided':
      return event.refundId;
    case 'ChargeExpired':
    case 'ChargeCaptured':
      return event.releaseId;
    default:
      return null;
  }
}

export const refunds = new RowTable<RefundRow>({
  name: 'refunds',
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
