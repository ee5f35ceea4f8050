import { specFor } from '@ledgerway/testing';
import { at } from '../testing/examples.js';
import {
  after,
  alipay,
  cardMethod,
  complete,
  confirm,
  createIntent,
  enrolled,
  fps,
  happened,
  intentDetails,
  kept,
  updateIntent,
} from '../testing/payment-intents.js';
import { stream } from '../stream/stream.js';

const { given } = specFor(stream);
const created = happened(createIntent());

describe('updating a payment intent', () => {
  it('tells what was there before', () =>
    given(...created)
      .when(updateIntent({ amount: 2500n, metadata: { k: 'v' } }))
      .then({
        type: 'PaymentIntentUpdated',
        details: { ...intentDetails, amount: 2500n, metadata: { k: 'v' } },
        method: null,
        previous: { amount: 2000n, metadata: {} },
        at,
      }));
  it('does nothing if nothing changes', () =>
    given(...created)
      .when(updateIntent({ amount: 2000n, description: null }))
      .then());
  it('keeps a method made on the way, and waits for the confirmation', () => {
    given(...created)
      .when(updateIntent({ method: cardMethod }, kept(cardMethod)))
      .then(
        { type: 'PaymentMethodCreated', method: kept(cardMethod), at },
        {
          type: 'PaymentIntentUpdated',
          details: intentDetails,
          method: cardMethod,
          previous: {},
          at,
        },
      );
    expect(after(createIntent(), updateIntent({ method: cardMethod })).state.intent?.status).toBe(
      'requires_confirmation',
    );
  });
  it('merges metadata, key by key, and clears it with null', () => {
    const merged = after(
      createIntent({ metadata: { a: '1', b: '2' } }),
      updateIntent({ metadata: { a: '', c: '3' } }),
    );
    expect(merged.state.intent?.details.metadata).toEqual({ b: '2', c: '3' });
    const cleared = after(createIntent({ metadata: { a: '1' } }), updateIntent({ metadata: null }));
    expect(cleared.state.intent?.details.metadata).toEqual({});
  });
  it('refuses what cannot be', () => {
    given(...created)
      .when(updateIntent({ amount: 0n }))
      .thenRejected('invalid_amount');
    given(...created)
      .when(updateIntent({ method: { ...cardMethod, customer: 'cus_1' } }))
      .thenRejected('intent_method_needs_customer');
    given(...happened(createIntent(), updateIntent({ method: fps })))
      .when(updateIntent({ currency: 'usd' }))
      .thenRejected('intent_method_type_not_allowed');
    const metadata = Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, 'v']));
    given(...created)
      .when(updateIntent({ metadata }))
      .thenRejected('too_much_metadata');
  });
  it('clears the last error', () => {
    const { state } = after(
      createIntent(),
      confirm(alipay),
      complete('failed'),
      updateIntent({ description: 'tea' }),
    );
    expect(state.intent?.lastError).toBeNull();
  });
  it.each([
    ['the amount', { amount: 2500n }, 'requires_confirmation'],
    ['the currency', { currency: 'usd' }, 'requires_confirmation'],
    ['when it is captured', { captureMethod: 'manual' }, 'requires_confirmation'],
    ['the method', { method: cardMethod }, 'requires_confirmation'],
    ['only the description', { description: 'tea' }, 'requires_action'],
  ] as const)(
    'asks for a new confirmation of an open action if it changes %s',
    (_, changes, status) => {
      const { state } = after(createIntent(), confirm(enrolled('required')), updateIntent(changes));
      expect(state.intent?.status).toBe(status);
      expect(state.intent?.action === null).toBe(status === 'requires_confirmation');
    },
  );
});
