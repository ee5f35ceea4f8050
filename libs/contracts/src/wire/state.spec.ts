import fc from 'fast-check';
import {
  emptyStreamState,
  type Charge,
  type CurrencyFunds,
  type Customer,
  type Dispute,
  type FeeSchedule,
  type Merchant,
  type MethodSnapshot,
  type PaymentIntent,
  type PaymentMethod,
  type Refund,
  type SetupIntent,
  type StreamState,
  type Terms,
  type UnmatchedCredit,
} from '@ledgerway/domain';
import {
  at,
  captured,
  captureRequested,
  chargeAfter,
  decline,
  held,
  refundRequested,
  refundSucceeded,
  refusedByIssuer,
  requested,
  sale,
  terms,
} from '../testing/examples.js';
import { payout } from '../testing/merchant-examples.js';
import {
  attemptError,
  billing,
  challenge,
  credit,
  customer,
  disputeId,
  fpsCode,
  intent,
  method,
  secureCard,
  setupIntent,
  snapshot,
} from '../testing/stream-examples.js';
import { chargeFromJson, chargeToJson, stateFromJson, stateToJson, stateToText } from './state.js';

const amount = fc.bigInt({ min: 0n, max: 10n ** 18n - 1n });
const id = fc.string({ minLength: 1, maxLength: 8 });
/** Keys that mean something to JavaScript or to our own format are keys like any other. */
const key = fc.oneof(fc.string(), fc.constantFrom('amount', 'fee', 'terms', '__proto__', 'charge'));
const metadata = fc
  .array(fc.tuple(key, fc.string()))
  .map((entries) => Object.fromEntries(entries) as Record<string, string>);

const anyTerms: fc.Arbitrary<Terms> = fc.record({
  chargeId: id,
  merchantId: id,
  livemode: fc.boolean(),
  amount,
  currency: fc.constantFrom('hkd', 'jpy'),
  capture: fc.constantFrom('automatic', 'manual'),
  method: fc.constantFrom('card', 'alipay', 'wechat_pay', 'fps'),
  card: fc.constantFrom(null, terms.card, secureCard),
  paymentMethod: fc.option(fc.constantFrom('pm_1', terms.card!.id)),
  billing: fc.constantFrom(null, billing),
  paymentIntent: fc.option(id),
  authenticated: fc.boolean(),
  offSession: fc.boolean(),
  bankReference: fc.option(id),
  fees: fc.option(fc.record({ percentBps: fc.nat(10_000), fixed: amount, taxBps: fc.nat(10_000) })),
  details: metadata.map((data) => ({ ...terms.details, metadata: data })),
});

const dispute: fc.Arbitrary<Dispute> = fc.record({
  disputeId: fc.constant(disputeId),
  amount,
  fee: amount,
  reason: id,
  networkReasonCode: id,
  status: fc.constantFrom('needs_response', 'won'),
  evidence: metadata,
  submissions: fc.nat(9),
  answered: fc.nat(9),
  evidenceDueBy: fc.nat(),
  metadata,
  at: fc.nat(),
});

const refund: fc.Arbitrary<Refund> = fc.record({
  refundId: id,
  amount,
  reason: fc.constantFrom(null, 'duplicate'),
  metadata,
  status: fc.constantFrom('requested', 'cancel_requested', 'canceled', 'failed'),
  wasPending: fc.boolean(),
  failure: fc.option(id),
  at: fc.nat(),
});

const charge: fc.Arbitrary<Charge> = fc.record({
  status: fc.constantFrom('requested', 'authorized', 'captured', 'declined'),
  terms: anyTerms,
  details: metadata.map((data) => ({ ...terms.details, metadata: data })),
  createdAt: fc.nat(),
  approval: fc.constant(null),
  authorizedAmount: amount,
  expiresAt: fc.option(fc.nat()),
  decline: fc.constantFrom(null, decline),
  captures: fc.array(
    amount.map((much) => ({
      ...{ captureId: 'cap_1', amount: much, final: true, releaseId: '' },
      ...{ status: 'done' as const, at },
    })),
  ),
  refunds: fc.array(refund, { maxLength: 3 }),
  releases: fc.array(
    amount.map((much) => ({
      ...{ refundId: 're_1', amount: much, cause: 'void' as const },
      ...{ reason: null, metadata: {}, at },
    })),
  ),
  pendingVoid: fc.constant(null),
  disputes: fc.array(dispute, { maxLength: 2 }),
  expiryAnnounced: fc.boolean(),
  contradictions: fc.array(id),
});

const anySnapshot: fc.Arbitrary<MethodSnapshot> = fc.record({
  id,
  type: fc.constantFrom('card', 'fps'),
  card: fc.constantFrom(null, terms.card, secureCard),
  billing: fc.constant(billing),
  customer: fc.option(id),
  setUp: fc.boolean(),
});

const anySchedule = fc.record({
  methods: fc
    .array(fc.tuple(key, fc.record({ percentBps: fc.nat(), fixed: amount })))
    .map((entries) => Object.fromEntries(entries) as FeeSchedule['methods']),
  taxBps: fc.nat(),
});

const anyIntent: fc.Arbitrary<PaymentIntent> = fc
  .record({
    amount,
    metadata,
    method: fc.option(anySnapshot),
    action: fc.constantFrom(null, challenge, fpsCode),
    lastError: fc.constantFrom(null, attemptError),
    feeSchedule: fc.option(anySchedule),
  })
  .map(({ amount: much, metadata: data, ...changed }) => ({
    ...intent,
    ...changed,
    details: { ...intent.details, amount: much, metadata: data },
  }));

const anyMethod: fc.Arbitrary<PaymentMethod> = fc
  .tuple(anySnapshot, metadata)
  .map(([of, data]) => ({ ...method, ...of, metadata: data }));
const anyCustomer: fc.Arbitrary<Customer> = metadata.map((data) => ({
  ...customer,
  details: { ...customer.details, metadata: data, balance: -5 },
}));
const anySetup: fc.Arbitrary<SetupIntent> = fc
  .option(anySnapshot)
  .map((of) => ({ ...setupIntent, method: of }));
const anyCredit: fc.Arbitrary<UnmatchedCredit> = amount.map((much) => ({
  ...credit,
  amount: much,
}));

const funds: fc.Arbitrary<CurrencyFunds> = fc.record({
  currency: fc.constantFrom('hkd', 'jpy'),
  available: fc.oneof(
    amount,
    amount.map((much) => -much),
  ),
  pending: fc.array(fc.record({ availableAt: fc.nat(), amount })),
  reserved: amount,
  lastSweep: fc.option(
    fc.record({ payoutId: id, positions: fc.dictionary(id, fc.nat()), through: fc.nat() }),
  ),
});
const anyMerchant: fc.Arbitrary<Merchant> = fc.record({
  merchantId: id,
  livemode: fc.boolean(),
  funds: fc.array(funds, { maxLength: 2 }),
  positions: fc.constantFrom({}, { '0': 7, '15': 1 }),
  releasedThrough: fc.nat(),
  schedule: fc.constantFrom({ interval: 'manual' }, { interval: 'weekly', weeklyAnchor: 1 }),
  nextRunAt: fc.option(fc.nat()),
  payouts: fc.array(
    fc.tuple(amount, metadata).map(([much, data]) => ({ ...payout, amount: much, metadata: data })),
    { maxLength: 2 },
  ),
  reserves: fc.array(
    amount.map((much) => ({
      ...{ id: 'rsv_1', currency: 'hkd', amount: much },
      ...{ description: null, at },
    })),
    { maxLength: 2 },
  ),
  latestPayout: fc.option(id),
});

const state: fc.Arbitrary<StreamState> = fc.record({
  charge: fc.option(charge),
  earlierCharges: fc.array(charge, { maxLength: 2 }),
  intent: fc.option(anyIntent),
  paymentMethods: fc.array(anyMethod, { maxLength: 3 }),
  customer: fc.option(anyCustomer),
  setupIntent: fc.option(anySetup),
  credits: fc.array(anyCredit, { maxLength: 3 }),
  merchant: fc.option(anyMerchant),
  settlement: fc.constant(null),
});

describe('what stands in a stream, as JSON', () => {
  it('comes back as it was, whatever it is', () =>
    fc.assert(
      fc.property(state, (any) => {
        expect(stateFromJson(stateToJson(any))).toEqual(any);
      }),
    ));
  it('is nothing for an empty stream', () => {
    expect(stateToText(emptyStreamState)).toBe('{}');
    expect(stateFromJson({})).toEqual(emptyStreamState);
  });
  it('costs a plain charge no more than it did before there was anything else', () => {
    const plain = stateToJson({ ...emptyStreamState, charge: chargeAfter(...sale) });
    expect(Object.keys(plain)).toEqual(['charge']);
    expect(plain.charge).not.toHaveProperty('disputes');
    expect(Object.keys(plain.charge!['terms'] as object)).toEqual([
      'chargeId',
      'merchantId',
      'livemode',
      'amount',
      'currency',
      'capture',
      'card',
      'details',
    ]);
  });
  it('is refused with an amount that JSON may have rounded', () => {
    const sound = stateToJson({ ...emptyStreamState, intent, credits: [credit] });
    const details = { ...(sound.intent!['details'] as object), amount: 2000 };
    expect(() => stateFromJson({ ...sound, intent: { ...sound.intent, details } })).toThrow();
    expect(() => stateFromJson({ ...sound, credits: [{ ...credit, amount: 5 }] })).toThrow();
  });
});

describe('a charge as JSON', () => {
  it.each([
    ['declined', [requested, refusedByIssuer]],
    ['captured in part', [...held, captureRequested(1500n), captured(1500n, 500n)]],
    ['refunded', [...sale, refundRequested('a', 500n), refundSucceeded('a', 500n)]],
  ])('comes back as it was: %s', (_, events) => {
    const done = chargeAfter(...events);
    expect(chargeFromJson(chargeToJson(done))).toEqual(done);
  });
  it('says which payment method was charged, if it was not the card itself', () => {
    const of = (paymentMethod: string | null) => {
      const done = { ...chargeAfter(...sale), terms: { ...terms, paymentMethod } };
      return chargeFromJson(chargeToJson(done)).terms.paymentMethod;
    };
    expect([of(snapshot.id), of(terms.card!.id), of(null)]).toEqual([
      snapshot.id,
      terms.card!.id,
      null,
    ]);
  });
});
