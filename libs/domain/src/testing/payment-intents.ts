// Fixed values for specs: one payment of 20.00 HKD, the methods that may pay it, and commands.
import type { BillingDetails, Terms } from '../charge/model.js';
import type {
  Confirmation,
  IntentAction,
  PaymentIntent,
  PaymentIntentChanges,
  PaymentIntentCommand,
  PaymentIntentDetails,
} from '../payment-intent/model.js';
import type { MethodSnapshot, PaymentMethod } from '../payment-method/model.js';
import type { StreamCommand, StreamEvent, StreamState } from '../stream/model.js';
import { stream } from '../stream/stream.js';
import { at, caller, card, terms } from './examples.js';

type CommandOf<T extends PaymentIntentCommand['type']> = Extract<PaymentIntentCommand, { type: T }>;

export const billing: BillingDetails = {
  address: null,
  email: null,
  name: 'Ann',
  phone: null,
  taxId: null,
};
export const cardMethod: MethodSnapshot = {
  id: 'pm_card',
  type: 'card',
  card,
  billing,
  customer: null,
  setUp: false,
};
type Authentication = NonNullable<(typeof card)['authentication']>;
export const enrolled = (
  authentication: Authentication,
  changed: Partial<MethodSnapshot> = {},
): MethodSnapshot => ({
  ...cardMethod,
  id: 'pm_enrolled',
  card: { ...card, authentication },
  ...changed,
});
const withoutCard = (type: MethodSnapshot['type']): MethodSnapshot => ({
  ...cardMethod,
  id: `pm_${type}`,
  type,
  card: null,
});
export const alipay = withoutCard('alipay');
export const wechat = withoutCard('wechat_pay');
export const fps = withoutCard('fps');

/** The method as it is kept in a stream. */
export const kept = (
  method: MethodSnapshot,
  changed: Partial<PaymentMethod> = {},
): PaymentMethod => ({
  ...method,
  ...caller,
  metadata: {},
  createdAt: at,
  usedBy: null,
  detachedAt: null,
  ...changed,
});

export const intentDetails: PaymentIntentDetails = {
  amount: 2000n,
  currency: 'hkd',
  customer: null,
  description: null,
  metadata: {},
  receiptEmail: null,
  shipping: null,
  statementDescriptor: null,
  statementDescriptorSuffix: null,
  transferGroup: null,
  setupFutureUsage: null,
  captureMethod: 'automatic_async',
  methodTypes: ['card', 'alipay', 'wechat_pay', 'fps'],
  allowedMethodTypes: null,
  automaticMethods: null,
  methodOptions: { wechat_pay: { client: 'web' } },
};
export const manual: Partial<PaymentIntentDetails> = { captureMethod: 'manual' };

export const intent: PaymentIntent = {
  id: 'pi_1',
  ...caller,
  details: intentDetails,
  feeSchedule: null,
  confirmationMethod: 'automatic',
  status: 'requires_payment_method',
  method: null,
  attempt: 0,
  confirmIds: [],
  offSession: false,
  chargeId: null,
  action: null,
  returnUrl: null,
  latestCharge: null,
  lastError: null,
  canceledAt: null,
  cancellationReason: null,
  createdAt: at,
};

/** The n-th confirmation; its charge is `ch_<n>` and its bank transfer is named `fps<n>`. */
export const confirmation = (n = 1, changed: Partial<Confirmation> = {}): Confirmation => ({
  confirmId: `confirm_${n}`,
  chargeId: `ch_${n}`,
  reference: `fps${n}`,
  returnUrl: 'https://shop.test/done',
  offSession: false,
  errorOnRequiresAction: false,
  pagesUrl: 'https://pay.test',
  merchantName: 'Tea shop',
  fpsId: '1234567',
  ...changed,
});

// Commands.
export const createIntent = (
  details: Partial<PaymentIntentDetails> = {},
  changed: Partial<PaymentIntent> = {},
  more: Partial<CommandOf<'CreatePaymentIntent'>> = {},
): CommandOf<'CreatePaymentIntent'> => ({
  type: 'CreatePaymentIntent',
  intent: { ...intent, details: { ...intentDetails, ...details }, ...changed },
  newMethod: null,
  confirm: null,
  at,
  ...more,
});
export const confirm = (
  method: MethodSnapshot | undefined,
  n = 1,
  changed: Partial<Confirmation> = {},
  changes: PaymentIntentChanges = {},
): CommandOf<'ConfirmPaymentIntent'> => ({
  type: 'ConfirmPaymentIntent',
  caller,
  changes: method === undefined ? changes : { ...changes, method },
  newMethod: null,
  confirm: confirmation(n, changed),
  at,
});
export const updateIntent = (
  changes: PaymentIntentChanges,
  newMethod: PaymentMethod | null = null,
): CommandOf<'UpdatePaymentIntent'> => ({
  type: 'UpdatePaymentIntent',
  caller,
  changes,
  newMethod,
  at,
});
export const captureIntent = (
  amount: bigint | null = null,
  changed: Partial<CommandOf<'CapturePaymentIntent'>> = {},
): CommandOf<'CapturePaymentIntent'> => ({
  type: 'CapturePaymentIntent',
  caller,
  captureId: 'c1',
  amount,
  releaseId: 'c1-rest',
  changes: {},
  at,
  ...changed,
});
export const cancelIntent = (
  reason: string | null = null,
  refundId = 're_v',
): CommandOf<'CancelPaymentIntent'> => ({
  type: 'CancelPaymentIntent',
  caller,
  refundId,
  reason,
  at,
});
export const complete = (
  outcome: CommandOf<'CompleteAction'>['outcome'],
  attempt = 1,
  now = at,
): CommandOf<'CompleteAction'> => ({
  type: 'CompleteAction',
  caller,
  attempt,
  outcome,
  at: now,
});
export const credit = (
  changed: Partial<CommandOf<'ReceiveCredit'>> = {},
): CommandOf<'ReceiveCredit'> => ({
  type: 'ReceiveCredit',
  caller,
  creditId: 'credit_1',
  amount: 2000n,
  currency: 'hkd',
  reference: 'fps1',
  bankReference: 'bank_1',
  at,
  ...changed,
});
export const expireAction = (now: number, attempt = 1): CommandOf<'ExpireAction'> => ({
  type: 'ExpireAction',
  attempt,
  at: now,
});

// Events.
/** The events of a first confirmation of `intent`. */
export const confirmed = (
  method: MethodSnapshot,
  changed: Partial<Extract<StreamEvent, { type: 'PaymentIntentConfirmed' }>> = {},
): StreamEvent => ({
  type: 'PaymentIntentConfirmed',
  confirmId: 'confirm_1',
  chargeId: 'ch_1',
  attempt: 1,
  details: intentDetails,
  method,
  returnUrl: 'https://shop.test/done',
  offSession: false,
  at,
  ...changed,
});
export const chargeRequested = (changed: Partial<Terms> = {}): StreamEvent => ({
  type: 'ChargeRequested',
  terms: {
    ...terms,
    capture: 'automatic',
    paymentMethod: 'pm_card',
    billing: cardMethod.billing,
    paymentIntent: 'pi_1',
    ...changed,
  },
  at,
});
export const actionRequired = (action: IntentAction): StreamEvent => ({
  type: 'PaymentIntentActionRequired',
  attempt: 1,
  action,
  at,
});

/** What a decided sequence of commands leaves; each of them must be accepted. */
export function after(...commands: StreamCommand[]): { events: StreamEvent[]; state: StreamState } {
  const events: StreamEvent[] = [];
  let state = stream.initialState;
  for (const command of commands) {
    const decision = stream.decide(command, state);
    if (!decision.accepted) throw new Error(`${command.type} was refused: ${decision.reason}`);
    events.push(...decision.events);
    state = decision.events.reduce(stream.evolve, state);
  }
  return { events, state };
}
/** The events of a decided sequence of commands. */
export const happened = (...commands: StreamCommand[]): StreamEvent[] => after(...commands).events;
