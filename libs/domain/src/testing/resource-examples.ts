// Fixed values for specs: a customer, methods of payment and a setup intent of the same merchant.
import type { CardSnapshot } from '../charge/model.js';
import type { Customer, CustomerCommand, CustomerDetails } from '../customer/model.js';
import type { PaymentMethod, PaymentMethodCommand } from '../payment-method/model.js';
import type { SetupIntent, SetupIntentCommand, SetupIntentDetails } from '../setup-intent/model.js';
import { at, caller, card } from './examples.js';
import { cardMethod, kept } from './payment-intents.js';

export const stranger = { merchantId: 'acct_2', livemode: false };
export const otherMode = { ...caller, livemode: true };
export const keysOf = (count: number): Readonly<Record<string, string>> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));

// Payment methods.
export const method: PaymentMethod = kept(cardMethod, { id: 'pm_1' });
export const wallet: PaymentMethod = { ...method, id: 'pm_2', type: 'alipay', card: null };

const ofMethod = { caller, methodId: 'pm_1', at };
export const createMethod = (changed: Partial<PaymentMethod> = {}): PaymentMethodCommand => ({
  type: 'CreatePaymentMethod',
  method: { ...method, ...changed },
  at,
});
export const attach = (
  customer: string,
  changed: { setUp?: boolean; methodId?: string } = {},
): PaymentMethodCommand => ({
  ...ofMethod,
  type: 'AttachPaymentMethod',
  customer,
  setUp: false,
  ...changed,
});
export const detach: PaymentMethodCommand = { ...ofMethod, type: 'DetachPaymentMethod' };
export const use = (by: string, methodId = 'pm_1'): PaymentMethodCommand => ({
  ...ofMethod,
  type: 'UsePaymentMethod',
  by,
  methodId,
});

// Customers.
export const customerDetails: CustomerDetails = {
  address: null,
  balance: 0,
  description: null,
  email: 'ann@example.com',
  invoiceSettings: {},
  metadata: {},
  name: null,
  phone: null,
  preferredLocales: [],
  shipping: null,
  taxExempt: 'none',
  defaultPaymentMethod: null,
};
export const customerMade: Customer = {
  id: 'cus_1',
  ...caller,
  details: customerDetails,
  defaultSource: null,
  invoicePrefix: 'A1',
  createdAt: at,
  deletedAt: null,
};
export const source = (id: string, changed: Partial<CardSnapshot> = {}): PaymentMethod => ({
  ...method,
  id,
  card: { ...card, id, ...changed },
  customer: 'cus_1',
});

export const createCustomer = (withSource: PaymentMethod | null = null): CustomerCommand => ({
  type: 'CreateCustomer',
  customer: customerMade,
  source: withSource,
  at,
});
export const updateCustomer = (
  changes: Extract<CustomerCommand, { type: 'UpdateCustomer' }>['changes'],
  withSource: PaymentMethod | null = null,
): CustomerCommand => ({ type: 'UpdateCustomer', caller, changes, source: withSource, at });
export const deleteCustomer: CustomerCommand = { type: 'DeleteCustomer', caller, at };
export const addSource = (id: string): CustomerCommand => ({
  type: 'AddSource',
  caller,
  source: source(id),
  at,
});
export const updateSource = (
  sourceId: string,
  changes: Extract<CustomerCommand, { type: 'UpdateSource' }>['changes'],
): CustomerCommand => ({ type: 'UpdateSource', caller, sourceId, changes, at });
export const removeSource = (sourceId: string): CustomerCommand => ({
  type: 'RemoveSource',
  caller,
  sourceId,
  at,
});

// Setup intents.
export const setupDetails: SetupIntentDetails = {
  customer: null,
  description: null,
  metadata: {},
  usage: 'off_session',
  methodTypes: ['card'],
  automaticMethods: null,
  methodOptions: null,
  onBehalfOf: null,
};
export const setupMade: SetupIntent = {
  id: 'seti_1',
  ...caller,
  details: setupDetails,
  status: 'requires_payment_method',
  method: null,
  action: null,
  lastError: null,
  attempt: 0,
  confirmIds: [],
  returnUrl: null,
  cancellationReason: null,
  createdAt: at,
};
export const createSetup = (changed: Partial<SetupIntent> = {}): SetupIntentCommand => ({
  type: 'CreateSetupIntent',
  setupIntent: { ...setupMade, ...changed },
  at,
});
export const updateSetup = (
  changes: Extract<SetupIntentCommand, { type: 'UpdateSetupIntent' }>['changes'],
): SetupIntentCommand => ({ type: 'UpdateSetupIntent', caller, changes, at });
export const confirmSetup = (
  confirmId: string,
  changed: Partial<Extract<SetupIntentCommand, { type: 'ConfirmSetupIntent' }>> = {},
): SetupIntentCommand => ({
  type: 'ConfirmSetupIntent',
  caller,
  confirmId,
  method: null,
  returnUrl: null,
  pagesUrl: 'https://pay.example',
  verification: null,
  at,
  ...changed,
});
export const completeSetup = (
  attempt: number,
  outcome: 'succeeded' | 'failed',
): SetupIntentCommand => ({ type: 'CompleteSetupAction', caller, attempt, outcome, at });
export const cancelSetup = (reason: string | null = null): SetupIntentCommand => ({
  type: 'CancelSetupIntent',
  caller,
  reason,
  at,
});
