// The kinds of objects that stand in streams, and where in a stream each is found.
import {
  chargeOf,
  type Charge,
  type Customer,
  type Dispute,
  type PaymentIntent,
  type PaymentMethod,
  type SetupIntent,
} from '@ledgerway/domain';
import { isTestMethodName } from '../payment-methods/test-methods.js';
import type { Kind } from './stream-reader.js';

export const chargeKind: Kind<Charge> = { name: 'charge', prefixes: ['ch'], of: chargeOf };

export const intentKind: Kind<PaymentIntent> = {
  name: 'payment_intent',
  prefixes: ['pi'],
  param: 'intent',
  of: ({ intent }, id) => (intent?.id === id ? intent : null),
};

export const setupIntentKind: Kind<SetupIntent> = {
  name: 'setupintent',
  prefixes: ['seti'],
  param: 'intent',
  of: ({ setupIntent }, id) => (setupIntent?.id === id ? setupIntent : null),
};

export const customerKind: Kind<Customer> = {
  name: 'customer',
  prefixes: ['cus'],
  of: ({ customer }, id) => (customer?.id === id ? customer : null),
};

/** Methods, a customer's cards among them. */
export const methodKind: Kind<PaymentMethod> = {
  name: 'PaymentMethod',
  prefixes: ['pm', 'card'],
  param: 'payment_method',
  isTestName: isTestMethodName,
  of: ({ paymentMethods }, id) => paymentMethods.find((method) => method.id === id),
};

export const sourceKind: Kind<PaymentMethod> = {
  ...methodKind,
  name: 'source',
  prefixes: ['card'],
};

export const disputeKind: Kind<{ readonly charge: Charge; readonly dispute: Dispute }> = {
  name: 'dispute',
  prefixes: ['du'],
  param: 'dispute',
  of: ({ charge }, id) => {
    const dispute = charge?.disputes.find(({ disputeId }) => disputeId === id);
    return charge === null || dispute === undefined ? undefined : { charge, dispute };
  },
};

/** The charge that a refund, by its id, is of. */
export const refundKind: Kind<Charge> = {
  name: 'refund',
  prefixes: ['re'],
  of: ({ charge }, id) =>
    charge !== null &&
    [...charge.refunds, ...charge.releases].some(({ refundId }) => refundId === id)
      ? charge
      : null,
};
