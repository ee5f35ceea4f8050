// The newest version of every method that is, or once was, attached to a customer; a customer's
// sources are among them. One that is taken away keeps its row, as a place in the list.
import { findMethod, type PaymentMethod, type StreamEvent } from '@ledgerway/domain';
import type { ProjectedEvent } from '../projection/projected-event.js';
import { RowTable } from '../projection/row-table.js';

export type PaymentMethodRow = {
  readonly id: string;
  readonly partition: number;
  readonly position: bigint;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly createdMs: number;
  /** Null once it was taken away. */
  readonly customer: string | null;
  readonly type: string;
  readonly method: PaymentMethod;
};

function rowOf({
  event,
  state,
  partition,
  position,
}: ProjectedEvent): PaymentMethodRow | undefined {
  const methodId = methodIdOf(event);
  const method = methodId === null ? null : findMethod(state, methodId);
  if (method === null || (method.customer === null && method.detachedAt === null)) return undefined;
  const { id, merchantId, livemode, createdAt: createdMs, customer, type } = method;
  const row = { id, partition, position, merchantId, livemode, createdMs };
  return { ...row, customer, type, method };
}

/** Which method or source the event is about. */
function methodIdOf(event: StreamEvent): string | null {
  if ('methodId' in event) return event.methodId;
  if ('source' in event) return event.source.id;
  return event.type === 'PaymentMethodCreated' ? event.method.id : null;
}

export const paymentMethods = new RowTable<PaymentMethodRow>({
  name: 'payment_methods',
  columns: {
    id: 'text',
    partition: 'smallint',
    position: 'bigint',
    merchantId: 'text',
    livemode: 'boolean',
    createdMs: 'time',
    customer: 'text',
    type: 'text',
    method: 'json',
  },
  rowOf,
});
