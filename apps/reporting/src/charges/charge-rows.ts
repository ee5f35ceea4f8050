// The newest version of every charge, for lists. Those of an intent's earlier attempts stay.
import { capturedAmount, refundedAmount, type Charge } from '@ledgerway/domain';
import type { ProjectedEvent } from '../projection/projected-event.js';
import { RowTable } from '../projection/row-table.js';

/** Amounts are minor units of `currency`. */
export type ChargeRow = {
  readonly id: string;
  readonly partition: number;
  readonly streamId: string;
  readonly version: number;
  readonly position: bigint;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly createdMs: number;
  readonly customer: string | null;
  readonly paymentIntent: string | null;
  readonly transferGroup: string | null;
  readonly status: Charge['status'];
  readonly currency: string;
  readonly authorized: bigint;
  readonly captured: bigint;
  readonly refunded: bigint;
  readonly charge: Charge;
};

function rowOf(projected: ProjectedEvent): ChargeRow | undefined {
  const { charge, partition, streamId, version, position } = projected;
  if (charge === null) return undefined;
  const { terms, details, status, createdAt } = charge;
  return {
    id: terms.chargeId,
    partition,
    streamId,
    version,
    position,
    merchantId: terms.merchantId,
    livemode: terms.livemode,
    createdMs: createdAt,
    customer: details.customer,
    paymentIntent: terms.paymentIntent,
    transferGroup: details.transferGroup,
    status,
    currency: terms.currency,
    authorized: charge.authorizedAmount,
    captured: capturedAmount(charge),
    refunded: refundedAmount(charge),
    charge,
  };
}

export const charges = new RowTable<ChargeRow>({
  name: 'charges',
  columns: {
    id: 'text',
    partition: 'smallint',
    streamId: 'uuid',
    version: 'integer',
    position: 'bigint',
    merchantId: 'text',
    livemode: 'boolean',
    createdMs: 'time',
    customer: 'text',
    paymentIntent: 'text',
    transferGroup: 'text',
    status: 'text',
    currency: 'text',
    authorized: 'bigint',
    captured: 'bigint',
    refunded: 'bigint',
    charge: 'json',
  },
  rowOf,
});
