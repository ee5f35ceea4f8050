// What is decided about a payment method. Without a customer it serves one payment, then it is used
// up; one that was taken from its customer serves none.
import { accept, reject, type Decision } from '../decision.js';
import type { ChargeRejection } from '../charge/model.js';
import { isOwnedBy } from '../charge/progress.js';
import { outgrows } from '../metadata.js';
import type { StreamState } from '../stream/model.js';
import { changeMethod, formerMethod } from './changes.js';
import type {
  PaymentMethod,
  PaymentMethodCommand,
  PaymentMethodEvent,
  PaymentMethodRejection,
} from './model.js';

export type PaymentMethodState = Pick<StreamState, 'paymentMethods'>;
export type PaymentMethodRefusal =
  PaymentMethodRejection | Extract<ChargeRejection, 'key_reused' | 'too_much_metadata'>;
type Result = Decision<PaymentMethodEvent, PaymentMethodRefusal>;
type Of<T extends PaymentMethodCommand['type']> = Extract<PaymentMethodCommand, { type: T }>;

export function decide(command: PaymentMethodCommand, state: PaymentMethodState): Result {
  if (command.type === 'CreatePaymentMethod') return create(command, state);
  const method = state.paymentMethods.find(({ id }) => id === command.methodId);
  if (method === undefined || !isOwnedBy(command.caller, method)) return reject('method_not_found');
  switch (command.type) {
    case 'UpdatePaymentMethod':
      return update(command, method);
    case 'AttachPaymentMethod':
      return attach(command, method);
    case 'DetachPaymentMethod':
      return detach(command, method);
    case 'UsePaymentMethod':
      return use(command, method);
  }
}

function create({ method, at }: Of<'CreatePaymentMethod'>, state: PaymentMethodState): Result {
  // The id derives from the idempotency key, so a retry finds what it made.
  const earlier = state.paymentMethods.find(({ id }) => id === method.id);
  if (earlier === undefined) return accept({ type: 'PaymentMethodCreated', method, at });
  const same = isOwnedBy(method, earlier) && earlier.type === method.type;
  return same ? accept() : reject('key_reused');
}

function update(
  { methodId, changes, at }: Of<'UpdatePaymentMethod'>,
  method: PaymentMethod,
): Result {
  const after = changeMethod(method, changes);
  if (outgrows(method.metadata, after.metadata)) return reject('too_much_metadata');
  const previous = formerMethod(method, after);
  if (Object.keys(previous).length === 0) return accept();
  return accept({ type: 'PaymentMethodUpdated', methodId, after, previous, at });
}

function attach(
  { methodId, customer, setUp, at }: Of<'AttachPaymentMethod'>,
  method: PaymentMethod,
): Result {
  if (method.customer === customer)
    return setUp && !method.setUp ? accept({ type: 'PaymentMethodSetUp', methodId, at }) : accept();
  if (method.customer !== null) return reject('method_attached_elsewhere');
  if (method.usedBy !== null || method.detachedAt !== null) return reject('method_used_up');
  // Each payment with a wallet or a bank transfer needs the payer anew: nothing can be kept.
  if (method.type !== 'card') return reject('method_not_reusable');
  return accept({ type: 'PaymentMethodAttached', methodId, customer, setUp, at });
}

function detach({ methodId, at }: Of<'DetachPaymentMethod'>, { customer }: PaymentMethod): Result {
  if (customer === null) return reject('method_not_attached');
  return accept({ type: 'PaymentMethodDetached', methodId, customer, at });
}

function use({ methodId, by, at }: Of<'UsePaymentMethod'>, method: PaymentMethod): Result {
  if (method.customer !== null || method.usedBy === by) return accept();
  if (method.usedBy !== null || method.detachedAt !== null) return reject('method_used_up');
  return accept({ type: 'PaymentMethodUsed', methodId, by, at });
}
