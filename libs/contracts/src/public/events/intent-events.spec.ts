import type { StreamEvent } from '@ledgerway/domain';
import { publicEventsOf, publicEventTypes } from '../public-events.js';
import { eventExamples } from '../../testing/event-examples.js';
import {
  at,
  authorized,
  captured,
  captureRequested,
  expired,
  expiresAt,
  releaseId,
  sold,
} from '../../testing/examples.js';
import {
  attemptError,
  billing,
  challenge,
  confirmed,
  credit,
  customer,
  customerId,
  intentCharged,
  intentCreated,
  intentDeclined,
  intentId,
  manualIntentCreated,
  method,
  methodId,
  setupIntent,
  source,
  sourceId,
  stateAfter,
} from '../../testing/stream-examples.js';

const madeBy = (...events: readonly StreamEvent[]) =>
  publicEventsOf(events.at(-1)!, stateAfter(...events));

/** Everything that is told over a whole life. */
const told = (...events: readonly StreamEvent[]) =>
  events.flatMap((_, index) => madeBy(...events.slice(0, index + 1)).map(({ type }) => type));

const asksForAction: StreamEvent = {
  type: 'PaymentIntentActionRequired',
  attempt: 1,
  action: challenge,
  at,
};
const canceledFor = (reason: string): StreamEvent => ({
  type: 'PaymentIntentCanceled',
  reason,
  at,
});
const manual = [manualIntentCreated, confirmed(), intentCharged(1, { capture: 'manual' })];
const heldIntent = [...manual, authorized];
const paid = [intentCreated, confirmed(), intentCharged(), authorized, sold];

describe('what is told of a payment intent, from its beginning to its end', () => {
  it.each<[string, readonly StreamEvent[], string[]]>([
    [
      'paid at once',
      paid,
      ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded'],
    ],
    [
      'declined',
      [intentCreated, confirmed(), intentCharged(), intentDeclined],
      ['payment_intent.created', 'charge.failed', 'payment_intent.payment_failed'],
    ],
    [
      'held and captured',
      [...heldIntent, captureRequested(2000n), captured(2000n, 0n)],
      [
        'payment_intent.created',
        'charge.succeeded',
        'payment_intent.amount_capturable_updated',
        'charge.captured',
        'payment_intent.succeeded',
      ],
    ],
    [
      'waiting for its payer',
      [intentCreated, confirmed(), asksForAction],
      ['payment_intent.created', 'payment_intent.requires_action'],
    ],
    [
      'failed by its payer',
      [
        ...[intentCreated, confirmed(), asksForAction],
        { type: 'PaymentIntentAttemptFailed', attempt: 1, error: attemptError, at },
      ],
      ['payment_intent.created', 'payment_intent.requires_action', 'payment_intent.payment_failed'],
    ],
    [
      'canceled before it was paid',
      [intentCreated, canceledFor('abandoned')],
      ['payment_intent.created', 'payment_intent.canceled'],
    ],
    [
      'canceled while it was held, which says nothing of the hold',
      [
        ...heldIntent,
        { type: 'PaymentIntentCancelRequested', reason: 'abandoned', at },
        { type: 'VoidRequested', refundId: releaseId, reason: null, metadata: {}, at },
        { type: 'ChargeVoided', refundId: releaseId, released: 2000n, at },
        canceledFor('abandoned'),
      ],
      [
        'payment_intent.created',
        'charge.succeeded',
        'payment_intent.amount_capturable_updated',
        'payment_intent.canceled',
      ],
    ],
    [
      'never captured',
      [
        ...heldIntent,
        { type: 'ChargeExpiringSoon', expiresAt, at },
        expired,
        canceledFor('automatic'),
      ],
      [
        'payment_intent.created',
        'charge.succeeded',
        'payment_intent.amount_capturable_updated',
        'charge.expiring_soon',
        'charge.expired',
        'payment_intent.canceled',
      ],
    ],
    [
      'changed, which has no event',
      [intentCreated, eventExamples.PaymentIntentUpdated],
      ['payment_intent.created'],
    ],
  ])('%s', (_, events, types) => expect(told(...events)).toEqual(types));

  it('never has a client secret in it, and shows the intent as it was then', () => {
    const objects = paid.flatMap((_, index) => madeBy(...paid.slice(0, index + 1)));
    const intents = objects.filter(({ type }) => type.startsWith('payment_intent.'));
    expect(intents.map(({ object }) => object)).toMatchObject([
      { id: intentId, client_secret: null, status: 'requires_confirmation', latest_charge: null },
      { id: intentId, client_secret: null, status: 'succeeded', amount_received: 2000 },
    ]);
  });
  it('tells of a late update of an earlier attempt’s charge what that charge is', () => {
    const events = [
      ...[intentCreated, confirmed(), intentCharged(), intentDeclined],
      ...[confirmed(2), intentCharged(2)],
    ];
    const state = stateAfter(...events);
    const chargeId = state.earlierCharges[0]!.terms.chargeId;
    const updated: StreamEvent = {
      ...{ type: 'ChargeUpdated', chargeId, at },
      details: { ...state.charge!.details, description: 'Another book' },
      previous: { description: 'A book' },
    };
    expect(madeBy(...events, updated)).toMatchObject([
      {
        type: 'charge.updated',
        object: { id: chargeId, status: 'failed', description: 'Another book' },
        previousAttributes: { description: 'A book' },
      },
    ]);
  });
});

it('tells of money that pays for nothing what is known of it', () =>
  expect(madeBy({ type: 'CreditUnmatched', credit, at })).toEqual([
    {
      type: 'fps.credit.unmatched',
      object: {
        id: 'credit-1',
        object: 'fps_credit',
        amount: 1999,
        bank_reference: credit.bankReference,
        cause: 'short',
        created: at / 1000,
        currency: 'hkd',
        livemode: false,
        reference: credit.reference,
      },
    },
  ]));

describe('what is told of a customer', () => {
  const created: StreamEvent = { type: 'CustomerCreated', customer, at };
  const added: StreamEvent = { type: 'SourceAdded', source, isDefault: true, at };
  it('is its life, and that of its cards', () => {
    const removed: StreamEvent = { type: 'SourceRemoved', sourceId, defaultSource: null, at };
    const deleted: StreamEvent = { type: 'CustomerDeleted', at };
    expect(told(created, added, removed, deleted)).toEqual([
      'customer.created',
      'customer.source.created',
      'customer.source.deleted',
      'customer.deleted',
    ]);
  });
  it('is what has changed, by public names', () => {
    const updated: StreamEvent = {
      type: 'CustomerUpdated',
      details: { ...customer.details, defaultPaymentMethod: methodId, metadata: { vip: 'yes' } },
      defaultSource: sourceId,
      previous: { defaultPaymentMethod: null, metadata: {}, defaultSource: null },
      at,
    };
    expect(madeBy(created, added, updated)).toMatchObject([
      {
        type: 'customer.updated',
        object: { id: customerId, default_source: sourceId, metadata: { vip: 'yes' } },
        previousAttributes: {
          default_source: null,
          invoice_settings: { default_payment_method: null },
          metadata: { vip: null },
        },
      },
    ]);
  });
  it('is what has changed of a card', () => {
    const changed = { ...source, card: { ...source.card!, expMonth: 1 } };
    const updated: StreamEvent = {
      ...{ type: 'SourceUpdated', source: changed, previous: { expMonth: 12 }, at },
    };
    expect(madeBy(created, added, updated)).toMatchObject([
      {
        type: 'customer.source.updated',
        object: { id: sourceId, object: 'card', exp_month: 1 },
        previousAttributes: { exp_month: 12 },
      },
    ]);
  });
});

describe('what is told of a payment method', () => {
  const created: StreamEvent = { type: 'PaymentMethodCreated', method, at };
  const attached: StreamEvent = {
    ...{ type: 'PaymentMethodAttached', methodId, customer: customerId, setUp: false, at },
  };
  it('begins when it is attached', () => {
    const detached: StreamEvent = {
      ...{ type: 'PaymentMethodDetached', methodId, customer: customerId, at },
    };
    expect(told(created, attached, detached)).toEqual([
      'payment_method.attached',
      'payment_method.detached',
    ]);
    expect(madeBy(created, attached, detached)[0]?.previousAttributes).toEqual({
      customer: customerId,
    });
  });
  it('is what has changed, within its card and billing details', () => {
    const after = {
      ...method,
      billing: { ...billing, name: 'Joan' },
      card: { ...method.card!, expYear: 2035 },
    };
    const previous = { billing, expYear: 2034 };
    const updated: StreamEvent = { type: 'PaymentMethodUpdated', methodId, after, previous, at };
    expect(madeBy(created, updated)[0]?.previousAttributes).toEqual({
      billing_details: { name: 'Jo' },
      card: { exp_year: 2034 },
    });
  });
});

it('tells of a setup intent what became of it', () => {
  const created: StreamEvent = { type: 'SetupIntentCreated', setupIntent, at };
  const asks = [
    created,
    eventExamples.SetupIntentConfirmed,
    eventExamples.SetupIntentActionRequired,
  ];
  expect(told(...asks, { type: 'SetupIntentSucceeded', at })).toEqual([
    'setup_intent.created',
    'setup_intent.requires_action',
    'setup_intent.succeeded',
  ]);
  expect(told(...asks, eventExamples.SetupIntentFailed).at(-1)).toBe('setup_intent.setup_failed');
  expect(told(created, eventExamples.SetupIntentCanceled).at(-1)).toBe('setup_intent.canceled');
});

it('lists every type once, in order', () => {
  expect([...new Set(publicEventTypes)].sort()).toEqual([...publicEventTypes]);
});
