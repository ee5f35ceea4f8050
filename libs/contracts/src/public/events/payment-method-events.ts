import type { PaymentMethod, PaymentMethodEvent, StreamState } from '@ledgerway/domain';
import { renderPaymentMethod } from '../payment-method.js';
import { formerAttributes, nothing, publicEvent, type Tellers } from './telling.js';

function methodIn({ paymentMethods }: StreamState, methodId: string): PaymentMethod {
  const method = paymentMethods.find(({ id }) => id === methodId);
  if (method === undefined) throw new Error(`No method ${methodId} after its event`);
  return method;
}

export const paymentMethodTellers: Tellers<PaymentMethodEvent> = {
  PaymentMethodAttached: ({ methodId }, state) => [
    publicEvent('payment_method.attached', renderPaymentMethod(methodIn(state, methodId))),
  ],
  PaymentMethodDetached: ({ methodId, customer }, state) => {
    const method = renderPaymentMethod(methodIn(state, methodId));
    return [publicEvent('payment_method.detached', method, { customer })];
  },
  PaymentMethodUpdated: ({ after, previous }) => {
    const before = renderPaymentMethod(formerMethodOf(after, previous));
    const changed = formerAttributes(before, renderPaymentMethod(after));
    return [publicEvent('payment_method.updated', renderPaymentMethod(after), changed)];
  },
  PaymentMethodCreated: nothing,
  PaymentMethodSetUp: nothing,
  PaymentMethodUsed: nothing,
};

/** The method before a change; `previous` names the fields as the domain's changes do. */
export function formerMethodOf(
  after: PaymentMethod,
  previous: Readonly<Record<string, unknown>>,
): PaymentMethod {
  const { billing, metadata, ...ofCard } = previous;
  return {
    ...after,
    ...(billing !== undefined && { billing: billing as PaymentMethod['billing'] }),
    ...(metadata !== undefined && { metadata: metadata as PaymentMethod['metadata'] }),
    card: after.card && { ...after.card, ...ofCard },
  };
}
