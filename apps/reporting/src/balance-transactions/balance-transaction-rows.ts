// The merchant's statement: a row for each capture, refund and failed refund. The net amounts of a
// merchant's rows add up to what is available and pending, per currency.
import { balanceTransactionIdOf, captureBalanceTransactionId } from '@ledgerway/contracts';
import type { ChargeEvent } from '@ledgerway/domain';
import type { ProjectedEvent } from '../projection/projected-event.js';
import { plainArray, textArray, type Statement, type TableRows } from '../projection/table-rows.js';

/** Captured money becomes available this long after the capture (payment contract, §1.10). */
export const availableAfterMs = 7 * 24 * 60 * 60 * 1000;

const insertBalanceTransactionsSql = `
insert into balance_transactions (id, partition, merchant_id, livemode, created_ms, available_ms,
                                  type, amount, fee, currency, source, description)
select * from unnest($1::text[], $2::smallint[], $3::text[], $4::boolean[], $5::bigint[],
                     $6::bigint[], $7::text[], $8::bigint[], $9::bigint[], $10::text[], $11::text[],
                     $12::text[])
`;

/** Amounts are minor units of `currency`; the merchant's gain is positive. */
export type BalanceTransactionRow = {
  readonly id: string;
  readonly partition: number;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly createdMs: number;
  readonly availableMs: number;
  readonly type: 'charge' | 'refund' | 'refund_failure';
  readonly amount: bigint;
  readonly fee: bigint;
  readonly currency: string;
  readonly source: string;
  readonly description: string | null;
};

type Movement = Pick<BalanceTransactionRow, 'id' | 'type' | 'amount' | 'source' | 'availableMs'>;

/** The row that this event adds to the merchant's statement, if it adds one. */
export function balanceTransactionOf(projected: ProjectedEvent): BalanceTransactionRow | undefined {
  const { event, charge, partition } = projected;
  if (charge === null) return undefined;
  const { chargeId, merchantId, livemode, currency } = charge.terms;
  const movement = movementOf(event, chargeId);
  if (movement === undefined) return undefined;
  const { description } = charge.details;
  const fee = 0n; // Nothing charges fees yet.
  return {
    ...movement,
    partition,
    merchantId,
    livemode,
    createdMs: event.at,
    fee,
    currency,
    description,
  };
}

function movementOf(event: ChargeEvent, chargeId: string): Movement | undefined {
  switch (event.type) {
    case 'ChargeCaptured': {
      const id = captureBalanceTransactionId(chargeId, event.captureId);
      const availableMs = event.at + availableAfterMs;
      return { id, type: 'charge', amount: event.amount, source: chargeId, availableMs };
    }
    case 'RefundRequested': {
      const id = balanceTransactionIdOf(event.refundId);
      const amount = -event.amount;
      return { id, type: 'refund', amount, source: event.refundId, availableMs: event.at };
    }
    case 'RefundFailed': {
      const id = balanceTransactionIdOf(event.refundId, true);
      const { amount, refundId: source, at: availableMs } = event;
      return { id, type: 'refund_failure', amount, source, availableMs };
    }
    default:
      return undefined;
  }
}

export class BalanceTransactionRows implements TableRows {
  private readonly rows: BalanceTransactionRow[] = [];

  add(event: ProjectedEvent): void {
    const row = balanceTransactionOf(event);
    if (row !== undefined) this.rows.push(row);
  }

  statement(): Statement | undefined {
    const { rows } = this;
    if (rows.length === 0) return undefined;
    const values = [
      textArray(rows.map(({ id }) => id)),
      plainArray(rows.map(({ partition }) => partition)),
      textArray(rows.map(({ merchantId }) => merchantId)),
      plainArray(rows.map(({ livemode }) => livemode)),
      plainArray(rows.map(({ createdMs }) => createdMs)),
      plainArray(rows.map(({ availableMs }) => availableMs)),
      plainArray(rows.map(({ type }) => type)),
      plainArray(rows.map(({ amount }) => amount)),
      plainArray(rows.map(({ fee }) => fee)),
      plainArray(rows.map(({ currency }) => currency)),
      textArray(rows.map(({ source }) => source)),
      textArray(rows.map(({ description }) => description)),
    ];
    return { name: 'insert-balance-transactions', text: insertBalanceTransactionsSql, values };
  }
}
