import { specFor } from '@ledgerway/testing';
import {
  approval,
  approved,
  at,
  decline,
  declined,
  details,
  recordAuthorization,
} from '../testing/examples.js';
import {
  after,
  alipay,
  cardMethod,
  confirm,
  confirmed,
  chargeRequested,
  actionRequired,
  createIntent,
  enrolled,
  happened,
  intentDetails,
  kept,
  manual,
} from '../testing/payment-intents.js';
import type { MethodSnapshot } from '../payment-method/model.js';
import { stream } from '../stream/stream.js';
import type { Confirmation, PaymentIntentDetails } from './model.js';

const { given } = specFor(stream);
const created = happened(createIntent());

describe('confirming with a card', () => {
  it('asks the acquirer at once if no authentication is needed', () =>
    given(...created)
      .when(confirm(cardMethod))
      .then(confirmed(cardMethod), chargeRequested()));
  it('hands the charge what the intent says', () => {
    const said: Partial<PaymentIntentDetails> = {
      ...manual,
      customer: 'cus_1',
      description: 'tea',
      metadata: { order: '7' },
      statementDescriptor: 'TEA',
    };
    const method = { ...cardMethod, customer: 'cus_1' };
    const paid = after(
      createIntent(said),
      confirm(method, 1, { offSession: true }),
      recordAuthorization(approved),
    );
    const { captureMethod: _, ...kept } = said;
    expect(paid.state.charge).toMatchObject({
      status: 'authorized',
      approval,
      terms: { capture: 'manual', offSession: true, details: { ...details, ...kept } },
    });
    expect(paid.state.intent).toMatchObject({ status: 'requires_capture', latestCharge: 'ch_1' });
  });
  it('answers a repeated confirmation with no new event', () =>
    given(...happened(createIntent(), confirm(cardMethod)))
      .when(confirm(cardMethod))
      .then());
  it('refuses another confirmation that would use the same charge again', () =>
    given(...happened(createIntent(), confirm(cardMethod), recordAuthorization(declined)))
      .when(confirm(cardMethod, 2, { chargeId: 'ch_1' }))
      .thenRejected('key_reused'));
  it('takes changes along', () =>
    given(...created)
      .when(confirm(cardMethod, 1, {}, { receiptEmail: 'ann@shop.test' }))
      .then(
        confirmed(cardMethod, { details: { ...intentDetails, receiptEmail: 'ann@shop.test' } }),
        chargeRequested({ details: { ...details, receiptEmail: 'ann@shop.test' } }),
      ));

  const challenge = {
    kind: 'redirect_3ds',
    url: 'https://pay.test/pages/3ds/pi_1',
    returnUrl: 'https://shop.test/done',
  } as const;
  it('sends the payer to the challenge if the issuer wants it', () =>
    given(...created)
      .when(confirm(enrolled('required')))
      .then(confirmed(enrolled('required')), actionRequired(challenge)));
  it('leaves the challenge to the merchant who names no return address', () =>
    given(...created)
      .when(confirm(enrolled('required'), 1, { returnUrl: null }))
      .then(
        confirmed(enrolled('required'), { returnUrl: null }),
        actionRequired({ kind: 'use_sdk', url: challenge.url }),
      ));
  it.each<[string, Partial<Confirmation>]>([
    ['the payer is not there', { offSession: true }],
    ['no action is wanted', { errorOnRequiresAction: true }],
  ])('fails the attempt if %s, without a charge', (_, how) => {
    const method = enrolled('required');
    const { events, state } = after(createIntent(), confirm(method, 1, how));
    expect(events.map(({ type }) => type)).toEqual([
      'PaymentIntentCreated',
      'PaymentIntentConfirmed',
      'PaymentIntentAttemptFailed',
    ]);
    expect(state.charge).toBeNull();
    expect(state.intent).toMatchObject({
      status: 'requires_payment_method',
      method: null,
      lastError: {
        errorType: 'card_error',
        code: 'authentication_required',
        declineCode: 'authentication_required',
        charge: null,
        method,
      },
    });
  });

  const saving = { customer: 'cus_1', setupFutureUsage: 'off_session' } as const;
  const anyTime = { methodOptions: { card: { request_three_d_secure: 'any' } } };
  it.each<[string, MethodSnapshot, Partial<PaymentIntentDetails>, boolean, boolean]>([
    ['always', enrolled('required', { setUp: true }), {}, false, true],
    ['until it is set up', enrolled('required_unless_set_up'), {}, false, true],
    ['off session until it is set up', enrolled('required_unless_set_up'), {}, true, true],
    ['no more once set up', enrolled('required_unless_set_up', { setUp: true }), {}, true, false],
    [
      'again to set it up again',
      enrolled('required_unless_set_up', { setUp: true }),
      saving,
      false,
      true,
    ],
    ['not if it is merely supported', enrolled('optional'), {}, false, false],
    ['if supported and asked for', enrolled('optional'), anyTime, false, true],
    ['not if asked for but not supported', cardMethod, anyTime, false, false],
  ])('needs authentication %s', (_, method, said, offSession, needed) => {
    const { state } = after(createIntent(said), confirm(method, 1, { offSession }));
    expect(state.charge === null).toBe(needed);
  });
});

describe('a confirmation is refused', () => {
  it('with a method of a type that is not offered', () =>
    given(...happened(createIntent({ methodTypes: ['alipay'] })))
      .when(confirm(cardMethod))
      .thenRejected('intent_method_type_not_allowed'));
  it('with a method of another customer, or of a customer that the intent does not name', () => {
    const method = { ...cardMethod, customer: 'cus_1' };
    given(...happened(createIntent({ customer: 'cus_2' })))
      .when(confirm(method))
      .thenRejected('intent_method_of_other_customer');
    given(...created)
      .when(confirm(method))
      .thenRejected('intent_method_needs_customer');
    given(...happened(createIntent({ customer: 'cus_1' })))
      .when(confirm(method, 1, {}, { customer: 'cus_2' }))
      .thenRejected('intent_method_of_other_customer');
  });
  it('with a method that another payment used up', () =>
    given(...created, {
      type: 'PaymentMethodCreated',
      method: kept(cardMethod, { usedBy: 'pi_2' }),
      at,
    })
      .when(confirm(cardMethod))
      .thenRejected('method_used_up'));
  it('without a return address, where the payer may be sent away', () => {
    const enabled = (allowRedirects: string) =>
      happened(createIntent({ automaticMethods: { enabled: true, allowRedirects } }));
    const nowhere = { returnUrl: null };
    given(...created)
      .when(confirm(alipay, 1, nowhere))
      .thenRejected('intent_return_url_missing');
    given(...enabled('always'))
      .when(confirm(cardMethod, 1, nowhere))
      .thenRejected('intent_return_url_missing');
    given(...enabled('never'))
      .when(confirm(cardMethod, 1, nowhere))
      .then(
        confirmed(cardMethod, {
          returnUrl: null,
          details: {
            ...intentDetails,
            automaticMethods: { enabled: true, allowRedirects: 'never' },
          },
        }),
        chargeRequested(),
      );
    const cardsOnly = {
      methodTypes: ['card'],
      automaticMethods: { enabled: true, allowRedirects: 'always' },
    };
    expect(
      after(createIntent(cardsOnly), confirm(cardMethod, 1, nowhere)).state.charge,
    ).not.toBeNull();
  });
  it('first for the status, then for the method, last for the return address', () => {
    given(...happened(createIntent(), confirm(cardMethod)))
      .when(confirm({ ...alipay, customer: 'cus_1' }, 2, { returnUrl: null }))
      .thenRejected('intent_state');
    given(...created)
      .when(confirm({ ...alipay, customer: 'cus_1' }, 1, { returnUrl: null }))
      .thenRejected('intent_method_needs_customer');
  });
});

describe('the acquirer’s answer to an attempt', () => {
  it('makes the intent succeed', () => {
    const { state } = after(createIntent(), confirm(cardMethod), recordAuthorization(approved));
    expect(state.intent).toMatchObject({ status: 'succeeded', latestCharge: 'ch_1' });
  });
  it('asks for another method if it was declined, and says why', () => {
    const { state } = after(createIntent(), confirm(cardMethod), recordAuthorization(declined));
    const { blocked: _, ...told } = decline;
    expect(state.intent).toMatchObject({
      status: 'requires_payment_method',
      method: null,
      latestCharge: 'ch_1',
      lastError: { ...told, errorType: 'card_error', charge: 'ch_1', method: cardMethod },
    });
  });
  it('leaves it processing while nothing is known', () => {
    const unknown = recordAuthorization({ kind: 'unknown' });
    expect(after(createIntent(), confirm(cardMethod), unknown).state.intent?.status).toBe(
      'processing',
    );
  });
  it('puts the declined charge aside for the next one', () => {
    const { state } = after(
      createIntent(),
      confirm(cardMethod),
      recordAuthorization(declined),
      confirm(cardMethod, 2),
      recordAuthorization(approved),
    );
    expect(state.earlierCharges).toMatchObject([
      { status: 'declined', terms: { chargeId: 'ch_1' } },
    ]);
    expect(state.charge).toMatchObject({ status: 'captured', terms: { chargeId: 'ch_2' } });
    expect(state.intent).toMatchObject({ status: 'succeeded', attempt: 2, lastError: null });
  });
});
