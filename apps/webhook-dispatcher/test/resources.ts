// Customers, intents and the like, as they come in events.
import {
  deriveCore,
  deriveSuffix,
  idOf,
  sandboxCard,
  type EventRecord,
} from '@ledgerway/contracts';
import * as example from '@ledgerway/domain/testing';
import { at, merchantId } from './written-log.js';

type State = EventRecord['state'];
type Part<P extends 'customer' | 'intent' | 'setupIntent'> = NonNullable<State[P]>;

const owner = { merchantId, livemode: false };
const core = (name: string) => deriveCore(at, 'resource', name);

export const customer: Part<'customer'> = {
  ...example.customer,
  id: idOf('cus', core('customer')),
  ...owner,
  details: { ...example.customerDetails, email: 'jo@example.com', name: 'Jo' },
  createdAt: at,
};

export const method = example.keptMethod(example.methodSnapshot, {
  id: idOf('pm', core('method')),
  ...owner,
  card: sandboxCard('tok_visa')!,
  billing: { ...example.billing, name: 'Jo' },
  createdAt: at,
});

export const source: State['paymentMethods'][number] = {
  ...method,
  id: idOf('card', core('customer'), deriveSuffix('source')),
  customer: customer.id,
};

export const intent: Part<'intent'> = {
  ...example.intent,
  id: idOf('pi', core('intent')),
  ...owner,
  details: { ...example.intentDetails, methodTypes: ['card'], methodOptions: null },
  createdAt: at,
};

export const setupIntent: Part<'setupIntent'> = {
  ...example.setupIntent,
  id: idOf('seti', core('setup')),
  ...owner,
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
