// What can be told of a stream whatever stands in it.
import { openIntents, type Intent } from '../charge/intents.js';
import type { Caller } from '../charge/model.js';
import type { PaymentMethod } from '../payment-method/model.js';
import type { StreamState } from './model.js';

export { chargeOf } from '../payment-intent/charges.js';

/** Whose stream it is; null as long as nothing stands in it. */
export function tenantOf(state: StreamState): Caller | null {
  const { intent, charge, customer, setupIntent, merchant, settlement, paymentMethods, credits } =
    state;
  const owned =
    intent ??
    charge?.terms ??
    customer ??
    setupIntent ??
    merchant ??
    settlement ??
    paymentMethods[0] ??
    credits[0];
  if (owned === undefined) return null;
  const { merchantId, livemode } = owned;
  return { merchantId, livemode };
}

/** The questions to the acquirer that have no final answer yet, oldest first. */
export const openIntentsOf = ({ charge }: StreamState): Intent[] =>
  charge === null ? [] : openIntents(charge);

/** The method or source of that id that is kept in this stream; null if there is none. */
export const findMethod = (
  { paymentMethods }: StreamState,
  methodId: string,
): PaymentMethod | null => paymentMethods.find(({ id }) => id === methodId) ?? null;
