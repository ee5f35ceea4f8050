// Customers, intents and the like, as they come in events.
import {
  deriveCore,
  deriveSuffix,
  idOf,
  sandboxCard,
  type EventRecord,
} from '@ledgerway/contracts';
import { at, merchantId } from './written-log.js';

type State = EventRecord['state'];
type Part<P extends 'customer' | 'intent' | 'setupIntent'> = NonNullable<State[P]>;

const owner = { merchantId, livemode: false };
const core = (name: string) => deriveCore(at, 'resource', name);

export const customer: Part<'customer'> = {
  id: idOf('cus', core('customer')),
  ...owner,
  details: {
    address: null,
    balance: 0,
    description: null,
    email: 'jo@example.com',
    invoiceSettings: {},
    metadata: {},
    name: 'Jo',
    phone: null,
    preferredLocales: [],
    shipping: null,
    taxExempt: 'none',
    defaultPaymentMethod: null,
  },
  defaultSource: null,
  invoicePrefix: 'A1',
  createdAt: at,
  deletedAt: null,
};

export const method: State['paymentMethods'][number] = {
  id: idOf('pm', core('method')),
  ...owner,
  type: 'card',
  card: sandboxCard('tok_visa')!,
  billing: { address: null, email: null, name: 'Jo', phone: null, taxId: null },
  customer: null,
  setUp: false,
  metadata: {},
  createdAt: at,
  usedBy: null,
  detachedAt: null,
};

export const source: State['paymentMethods'][number] = {
  ...method,
  id: idOf('card', core('customer'), deriveSuffix('source')),
  customer: customer.id,
};

export const intent: Part<'intent'> = {
  id: idOf('pi', core('intent')),
  ...owner,
  details: {
    amount: 2_000n,
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
    methodTypes: ['card'],
    allowedMethodTypes: null,
    automaticMethods: null,
    methodOptions: null,
  },
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

export const setupIntent: Part<'setupIntent'> = {
  id: idOf('seti', core('setup')),
  ...owner,
  details: {
    customer: null,
    description: null,
    metadata: {},
    usage: 'off_session',
    methodTypes: ['card'],
    automaticMethods: null,
    methodOptions: null,
    onBehalfOf: null,
  },
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

export const creditOf = (receiver: string): State['credits'][number] => ({
  creditId: 'credit-1',
  merchantId: receiver,
  livemode: false,
  amount: 1_999n,
  currency: 'hkd',
  reference: 'nothing',
  bankReference: 'bank-1',
  cause: 'unknown',
  at,
});
