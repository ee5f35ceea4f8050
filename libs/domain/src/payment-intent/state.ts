// What a payment intent decides over: itself, and what stands beside it in its stream.
import type { ChargeEvent, ChargeRejection } from '../charge/model.js';
import type { Decision } from '../decision.js';
import type {
  PaymentMethod,
  PaymentMethodEvent,
  PaymentMethodRejection,
} from '../payment-method/model.js';
import type { StreamState } from '../stream/model.js';
import type {
  PaymentIntent,
  PaymentIntentCommand,
  PaymentIntentEvent,
  PaymentIntentRejection,
  PaymentIntentStatus,
} from './model.js';

export type PaymentState = Pick<
  StreamState,
  'intent' | 'charge' | 'earlierCharges' | 'paymentMethods' | 'credits'
>;
export type PaymentEvent = PaymentIntentEvent | ChargeEvent | PaymentMethodEvent;
export type PaymentRejection = PaymentIntentRejection | ChargeRejection | PaymentMethodRejection;
export type PaymentDecision = Decision<PaymentEvent, PaymentRejection>;
export type PaymentCommandOf<T extends PaymentIntentCommand['type']> = Extract<
  PaymentIntentCommand,
  { type: T }
>;

/** The statuses in which no attempt is under way at the acquirer: everything may still change. */
const beforePayment: readonly PaymentIntentStatus[] = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
];
export const isBeforePayment = ({ status }: PaymentIntent): boolean =>
  beforePayment.includes(status);

/** Nothing was asked of the acquirer, and nothing is known of the payer's money. */
export const idleStatus = (method: unknown): PaymentIntentStatus =>
  method === null ? 'requires_payment_method' : 'requires_confirmation';

/** Keeps a method made on the way in this stream: the event, and the state after it. */
export function keepMethod<S extends PaymentState>(
  method: PaymentMethod | null,
  state: S,
  at: number,
): { readonly kept: PaymentMethodEvent[]; readonly state: S } {
  const { paymentMethods } = state;
  if (method === null || paymentMethods.some(({ id }) => id === method.id))
    return { kept: [], state };
  const kept: PaymentMethodEvent[] = [{ type: 'PaymentMethodCreated', method, at }];
  return { kept, state: { ...state, paymentMethods: [...paymentMethods, method] } };
}
