// Which refunds exist and of which charge. What a refund looks like is read from its charge.
import type { ProjectedEvent } from '../projection/projected-event.js';
import { plainArray, textArray, type Statement, type TableRows } from '../projection/table-rows.js';

const insertRefundsSql = `
insert into refunds (id, partition, charge_id, merchant_id, livemode, created_ms)
select * from unnest($1::text[], $2::smallint[], $3::text[], $4::text[], $5::boolean[],
                     $6::bigint[])
`;

export type RefundRow = {
  readonly id: string;
  readonly partition: number;
  readonly chargeId: string;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly createdMs: number;
};

/** The refund that appears with this event. A part of a hold that is given back is one too. */
export function refundOf({ event, charge, partition }: ProjectedEvent): RefundRow | undefined {
  const id = refundIdOf(event);
  if (id === null || charge === null) return undefined;
  const { chargeId, merchantId, livemode } = charge.terms;
  return { id, partition, chargeId, merchantId, livemode, createdMs: event.at };
}

function refundIdOf(event: ProjectedEvent['event']): string | null {
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

export class RefundRows implements TableRows {
  private readonly rows: RefundRow[] = [];

  add(event: ProjectedEvent): void {
    const row = refundOf(event);
    if (row !== undefined) this.rows.push(row);
  }

  statement(): Statement | undefined {
    const { rows } = this;
    if (rows.length === 0) return undefined;
    const values = [
      textArray(rows.map(({ id }) => id)),
      plainArray(rows.map(({ partition }) => partition)),
      textArray(rows.map(({ chargeId }) => chargeId)),
      textArray(rows.map(({ merchantId }) => merchantId)),
      plainArray(rows.map(({ livemode }) => livemode)),
      plainArray(rows.map(({ createdMs }) => createdMs)),
    ];
    return { name: 'insert-refunds', text: insertRefundsSql, values };
  }
}
