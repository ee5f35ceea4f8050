// What happens in a history to customers, to methods of payment and to setup intents.
import { deriveCore, deriveSuffix, idOf, parseId, sandboxCard } from '@ledgerway/contracts';
import type {
  Customer,
  PaymentMethod,
  SetupIntent,
  StreamCommand,
  StreamState,
} from '@ledgerway/domain';
import * as example from '@ledgerway/domain/testing';
import type { Step } from './histories.js';
import { tenantOfHistory } from './history-charges.js';
import { methodOf } from './history-payment-intents.js';
import { startMs } from './written-log.js';

export const customerIdOf = (name: string | number): string =>
  idOf('cus', deriveCore(startMs, 'customer', String(name)));
export const methodIdOf = (name: string | number): string =>
  idOf('pm', deriveCore(startMs, 'method', String(name)));
export const setupIntentIdOf = (name: string | number): string =>
  idOf('seti', deriveCore(startMs, 'setup', String(name)));
export const sourceIdOf = (customerId: string, n: number): string =>
  idOf('card', parseId(customerId)!.core, deriveSuffix('source', String(n)));

const owner = { merchantId: 'acct_one', livemode: false };

export function customerOf(
  name: string | number,
  changed: Partial<Customer> = {},
  email: string | null = 'jo@example.com',
): Customer {
  return {
    ...example.customer,
    id: customerIdOf(name),
    ...owner,
    details: { ...example.customerDetails, email, name: 'Jo' },
    createdAt: startMs,
    ...changed,
  };
}

export const keptMethod = (changed: Partial<PaymentMethod> = {}): PaymentMethod =>
  example.keptMethod(methodOf('card'), { ...owner, createdAt: startMs, ...changed });

/** The n-th source of a customer. */
export const sourceOf = ({ id, merchantId, livemode }: Customer, n: number, createdAt: number) =>
  keptMethod({ id: sourceIdOf(id, n), customer: id, merchantId, livemode, createdAt });

export function setupIntentOf(
  name: string | number,
  changed: Partial<SetupIntent> = {},
  details: Partial<SetupIntent['details']> = {},
): SetupIntent {
  return {
    ...example.setupIntent,
    id: setupIntentIdOf(name),
    ...owner,
    details: { ...example.setupDetails, ...details },
    createdAt: startMs,
    ...changed,
  };
}

export function customerCommand(
  { customer, paymentMethods }: StreamState,
  { does, of, amount }: Step,
  index: number,
  at: number,
): StreamCommand | undefined {
  const tenant = tenantOfHistory(of);
  const made = customerOf(of, { ...tenant, createdAt: at });
  const asked = { caller: tenant, at };
  if (customer === null) {
    const source = amount === null ? null : sourceOf(made, index, at);
    return { type: 'CreateCustomer', customer: made, source, at };
  }
  switch (does) {
    case 'add':
      return { type: 'AddSource', ...asked, source: sourceOf(made, index, at) };
    case 'remove': {
      const sourceId = paymentMethods[0]?.id;
      return sourceId === undefined ? undefined : { type: 'RemoveSource', ...asked, sourceId };
    }
    case 'update': {
      const changes = { email: amount === null ? null : `${amount}@example.com` };
      const source = amount === null ? null : sourceOf(made, index, at);
      return { type: 'UpdateCustomer', ...asked, changes, source };
    }
    case 'change': {
      const sourceId = paymentMethods.at(-1)?.id;
      const changes = { metadata: { note: String(index) } };
      return sourceId === undefined
        ? undefined
        : { type: 'UpdateSource', ...asked, sourceId, changes };
    }
    case 'delete':
      return { type: 'DeleteCustomer', ...asked };
    default:
      return undefined;
  }
}

export function methodCommand(
  { paymentMethods }: StreamState,
  { does, of, final }: Step,
  at: number,
): StreamCommand {
  const caller = tenantOfHistory(of);
  const methodId = methodIdOf(of);
  const method = keptMethod({ ...caller, id: methodId, createdAt: at });
  if (paymentMethods.length === 0) return { type: 'CreatePaymentMethod', method, at };
  const asked = { caller, methodId, at };
  if (does === 'detach') return { type: 'DetachPaymentMethod', ...asked };
  if (does === 'update')
    return { type: 'UpdatePaymentMethod', ...asked, changes: { metadata: { at: String(at) } } };
  if (does === 'use') return { type: 'UsePaymentMethod', ...asked, by: `pi_${at}` };
  const customer = customerIdOf(of);
  return { type: 'AttachPaymentMethod', ...asked, customer, setUp: final };
}

export function setupCommand(
  { setupIntent }: StreamState,
  { does, of, final }: Step,
  index: number,
  at: number,
): StreamCommand {
  const caller = tenantOfHistory(of);
  if (does === 'create')
    return { type: 'CreateSetupIntent', setupIntent: setupIntentOf(of, caller), at };
  if (does === 'update') {
    const changes = { description: `changed ${index}` };
    return { type: 'UpdateSetupIntent', caller, changes, at };
  }
  if (does === 'complete') {
    const [attempt, outcome] = [setupIntent?.attempt ?? 0, final ? 'succeeded' : 'failed'] as const;
    return { type: 'CompleteSetupAction', caller, attempt, outcome, at };
  }
  if (does === 'cancel') return { type: 'CancelSetupIntent', caller, reason: null, at };
  const token = final ? 'tok_visa' : 'tok_threeDSecure2Required';
  const method = methodOf('card', { card: sandboxCard(token)! });
  return {
    type: 'ConfirmSetupIntent',
    caller,
    confirmId: `confirm-${index}`,
    method,
    returnUrl: null,
    pagesUrl: 'https://pay.test',
    verification: null,
    at,
  };
}
