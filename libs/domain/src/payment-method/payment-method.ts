// The payment method aggregate. Its methods stand in a stream of their own, or in that of the
// payment they were made for.
import { evolveBy, type Decider } from '../decision.js';
import { decide, type PaymentMethodRefusal, type PaymentMethodState } from './decide.js';
import type { PaymentMethod, PaymentMethodCommand, PaymentMethodEvent } from './model.js';

/** The state with one method changed; `false` if there is none, or it cannot change like that. */
function change(
  state: PaymentMethodState,
  methodId: string,
  changed: (method: PaymentMethod) => PaymentMethod | false,
): PaymentMethodState | false {
  const current = state.paymentMethods.find(({ id }) => id === methodId);
  const next = current !== undefined && changed(current);
  if (next === false) return false;
  const paymentMethods = state.paymentMethods.map((one) => (one === current ? next : one));
  return { ...state, paymentMethods };
}

const evolve = evolveBy<PaymentMethodState, PaymentMethodEvent>({
  PaymentMethodCreated: (state, { method }) =>
    state.paymentMethods.every(({ id }) => id !== method.id) && {
      ...state,
      paymentMethods: [...state.paymentMethods, method],
    },
  PaymentMethodUpdated: (state, { methodId, after }) => change(state, methodId, () => after),
  PaymentMethodAttached: (state, { methodId, customer, setUp }) =>
    change(
      state,
      methodId,
      (method) =>
        method.detachedAt === null &&
        method.customer === null && { ...method, customer, setUp: setUp || method.setUp },
    ),
  PaymentMethodSetUp: (state, { methodId }) =>
    change(state, methodId, (method) => method.customer !== null && { ...method, setUp: true }),
  PaymentMethodDetached: (state, { methodId, customer, at }) =>
    change(
      state,
      methodId,
      (method) => method.customer === customer && { ...method, customer: null, detachedAt: at },
    ),
  PaymentMethodUsed: (state, { methodId, by }) =>
    change(state, methodId, (method) => method.usedBy === null && { ...method, usedBy: by }),
});

export const paymentMethod: Decider<
  PaymentMethodCommand,
  PaymentMethodState,
  PaymentMethodEvent,
  PaymentMethodRefusal
> = { initialState: { paymentMethods: [] }, decide, evolve };
