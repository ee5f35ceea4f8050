import { specFor } from '@ledgerway/testing';
import { at, declined, recordAuthorization, terms } from '../testing/examples.js';
import {
  cardMethod,
  confirm,
  confirmation,
  confirmed,
  chargeRequested,
  createIntent,
  happened,
  intent,
  kept,
} from '../testing/payment-intents.js';
import { stream } from '../stream/stream.js';

const { given } = specFor(stream);
const created = happened(createIntent());

describe('creating a payment intent', () => {
  it('waits for a method, or for its confirmation if it has one', () => {
    given().when(createIntent()).then({ type: 'PaymentIntentCreated', intent, at });
    given()
      .when(createIntent({}, { method: cardMethod }))
      .then({
        type: 'PaymentIntentCreated',
        intent: { ...intent, status: 'requires_confirmation', method: cardMethod },
        at,
      });
  });
  it('keeps a method made on the way, uses it up, and confirms in the same decision', () =>
    given()
      .when(
        createIntent(
          {},
          { method: cardMethod },
          { newMethod: kept(cardMethod), confirm: confirmation() },
        ),
      )
      .then(
        { type: 'PaymentMethodCreated', method: kept(cardMethod), at },
        {
          type: 'PaymentIntentCreated',
          intent: { ...intent, status: 'requires_confirmation', method: cardMethod },
          at,
        },
        confirmed(cardMethod),
        { type: 'PaymentMethodUsed', methodId: 'pm_card', by: 'pi_1', at },
        chargeRequested(),
      ));
  it('is not done if it cannot be confirmed', () =>
    given()
      .when(createIntent({}, {}, { confirm: confirmation() }))
      .thenRejected('intent_without_method'));
  it('answers a repeated request with no new event, also after the payment', () => {
    given(...created)
      .when(createIntent())
      .then();
    given(...happened(createIntent(), confirm(cardMethod), recordAuthorization(declined)))
      .when(createIntent())
      .then();
  });
  it('refuses a repeated request with other terms, or of another merchant', () => {
    given(...created)
      .when(createIntent({ amount: 1999n }))
      .thenRejected('key_reused');
    given(...created)
      .when(createIntent({}, { merchantId: 'acct_2' }))
      .thenRejected('key_reused');
  });
  it('never shares its stream with a charge of its own', () => {
    given({ type: 'ChargeRequested', terms, at }).when(createIntent()).thenRejected('key_reused');
    given(...created)
      .when({ type: 'CreateCharge', terms, at })
      .thenRejected('key_reused');
  });
  it('refuses what cannot be paid', () => {
    given()
      .when(createIntent({ amount: 0n }))
      .thenRejected('invalid_amount');
    const metadata = Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, 'v']));
    given().when(createIntent({ metadata })).thenRejected('too_much_metadata');
  });
});
