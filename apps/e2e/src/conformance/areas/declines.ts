import { viaSdk, type Area, type Case } from '../case.js';
import { expectEvents } from '../events.js';
import type { Merchant } from '../merchant.js';
import { expectRefusal } from '../refusals.js';
import { charge, intent } from '../resources.js';
import { card } from './tokens.js';

type Decline = {
  readonly number: string;
  /** The part of the names after `tok_` and `pm_card_`. */
  readonly name: string;
  readonly code: string;
  readonly declineCode: string;
  readonly param?: string;
  readonly message: string;
  readonly blocked?: true;
};

const generic = 'Your card was declined.';
const declines: readonly Decline[] = [
  {
    number: '4000000000000002',
    name: 'chargeDeclined',
    code: 'card_declined',
    declineCode: 'generic_decline',
    message: generic,
  },
  {
    number: '4000000000009995',
    name: 'chargeDeclinedInsufficientFunds',
    code: 'card_declined',
    declineCode: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
  },
  {
    number: '4000000000009987',
    name: 'chargeDeclinedLostCard',
    code: 'card_declined',
    declineCode: 'lost_card',
    message: generic,
  },
  {
    number: '4000000000009979',
    name: 'chargeDeclinedStolenCard',
    code: 'card_declined',
    declineCode: 'stolen_card',
    message: generic,
  },
  {
    number: '4000000000000069',
    name: 'chargeDeclinedExpiredCard',
    code: 'expired_card',
    declineCode: 'expired_card',
    param: 'exp_month',
    message: 'Your card has expired.',
  },
  {
    number: '4000000000000127',
    name: 'chargeDeclinedIncorrectCvc',
    code: 'incorrect_cvc',
    declineCode: 'incorrect_cvc',
    param: 'cvc',
    message: "Your card's security code is incorrect.",
  },
  {
    number: '4000000000000119',
    name: 'chargeDeclinedProcessingError',
    code: 'processing_error',
    declineCode: 'processing_error',
    message: 'An error occurred while processing your card. Try again in a little bit.',
  },
  {
    number: '4000000000006975',
    name: 'chargeDeclinedVelocityLimitExceeded',
    code: 'card_declined',
    declineCode: 'card_velocity_exceeded',
    message:
      'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
  },
  {
    number: '4100000000000019',
    name: 'chargeDeclinedFraudulent',
    code: 'card_declined',
    declineCode: 'fraudulent',
    message: generic,
    blocked: true,
  },
];

const refusalOf = ({ code, declineCode, param, message }: Decline) => ({
  status: 402,
  code,
  declineCode,
  param: param ?? null,
  message,
});

/** What was declined is kept, and says why. */
async function expectFailedCharge(merchant: Merchant, id: string, decline: Decline) {
  expect(id).toMatch(/^ch_/);
  expect(await merchant.stripe.charges.retrieve(id)).toMatchObject({
    status: 'failed',
    paid: false,
    captured: false,
    amount: 2000,
    failure_code: decline.code,
    failure_message: decline.message,
    balance_transaction: null,
    receipt_url: null,
    outcome: decline.blocked
      ? { type: 'blocked' }
      : {
          type: 'issuer_declined',
          network_status: 'declined_by_network',
          reason: decline.declineCode,
        },
    payment_method_details: {
      card: { amount_authorized: null, last4: decline.number.slice(-4) },
    },
  });
}

const charged = (
  name: string,
  decline: Decline,
  sourceOf: (merchant: Merchant) => Promise<string>,
) =>
  viaSdk(name, async (merchant) => {
    const source = await sourceOf(merchant);
    const error = await expectRefusal(charge(merchant, { source }), refusalOf(decline));
    await expectFailedCharge(merchant, error.charge as string, decline);
    await expectEvents(merchant, error.charge as string, ['charge.failed']);
  });

const confirmedWith = (
  name: string,
  decline: Decline,
  methodOf: (merchant: Merchant) => Promise<string>,
) =>
  viaSdk(name, async (merchant) => {
    const { id } = await intent(merchant);
    const method = await methodOf(merchant);
    const call = merchant.stripe.paymentIntents.confirm(id, { payment_method: method });
    const error = await expectRefusal(call, refusalOf(decline));
    await expectFailedCharge(merchant, error.charge as string, decline);
    const reset = {
      id,
      status: 'requires_payment_method',
      payment_method: null,
      latest_charge: error.charge,
      last_payment_error: {
        type: 'card_error',
        code: decline.code,
        decline_code: decline.declineCode,
        message: decline.message,
        charge: error.charge,
      },
    };
    expect(error.payment_intent).toMatchObject(reset);
    expect(error.payment_method).toMatchObject({ object: 'payment_method', type: 'card' });
    expect(await merchant.stripe.paymentIntents.retrieve(id)).toMatchObject(reset);
    await expectEvents(merchant, id, [
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
    ]);
  });

const tokenOf = (number: string) => async (merchant: Merchant) =>
  (await merchant.stripe.tokens.create({ card: { ...card, number } })).id;
const methodOf = (number: string) => async (merchant: Merchant) => {
  const details = { number, exp_month: 12, exp_year: 2034, cvc: '314' };
  return (await merchant.stripe.paymentMethods.create({ type: 'card', card: details })).id;
};

const everyWay = (decline: Decline): Case[] => {
  const { number, name } = decline;
  const spelled = name.replace(/^chargeDeclined/, 'visa_chargeDeclined');
  return [
    charged(`charge: tok_${name}`, decline, async () => `tok_${name}`),
    charged(`charge: tok_${spelled}`, decline, async () => `tok_${spelled}`),
    charged(`charge: a token of ${number}`, decline, tokenOf(number)),
    confirmedWith(`intent: pm_card_${name}`, decline, async () => `pm_card_${name}`),
    confirmedWith(`intent: pm_card_${spelled}`, decline, async () => `pm_card_${spelled}`),
    confirmedWith(`intent: a method of ${number}`, decline, methodOf(number)),
  ];
};

const radarBlock = declines.find(({ blocked }) => blocked) as Decline;

const declinesLater: Case = viaSdk(
  'tok_chargeCustomerFail attaches, and every charge of it declines',
  async (merchant) => {
    const { stripe } = merchant;
    const { id } = await stripe.customers.create({ source: 'tok_chargeCustomerFail' });
    for (const _attempt of [1, 2]) {
      const call = stripe.charges.create({ amount: 2000, currency: 'hkd', customer: id });
      await expectRefusal(call, { status: 402, code: 'card_declined' });
    }
  },
);

export const declinesArea: Area = {
  name: 'declines',
  cases: [
    ...declines.flatMap(everyWay),
    charged('charge: tok_radarBlock', radarBlock, async () => 'tok_radarBlock'),
    confirmedWith('intent: pm_card_radarBlock', radarBlock, async () => 'pm_card_radarBlock'),
    declinesLater,
  ],
};
