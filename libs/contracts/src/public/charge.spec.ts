import type { Charge, ChargeEvent } from '@ledgerway/domain';
import {
  at,
  authorized,
  captured,
  captureId,
  captureRequested,
  chargeAfter,
  chargeId,
  decline,
  details,
  expired,
  expiresAt,
  held,
  refundId,
  refundPending,
  refundRequested,
  refundSucceeded,
  refusedByIssuer,
  releaseId,
  requested,
  sale,
  terms,
  voided,
  voidRequested,
} from '../testing/examples.js';
import { chargeFromJson, chargeToJson } from '../wire/state.js';
import { captureBalanceTransactionId, renderCharge } from './charge.js';

const rendered = (...events: ChargeEvent[]) => renderCharge(chargeAfter(...events));
const transaction = (of: string) => of.replace(/^[a-z]+_/, 'txn_');

describe('a charge captured at once', () => {
  const charge = rendered(...sale);

  it('shows what was paid', () =>
    expect(charge).toMatchObject({
      id: chargeId,
      object: 'charge',
      amount: 2000,
      amount_captured: 2000,
      amount_refunded: 0,
      balance_transaction: transaction(chargeId),
      captured: true,
      created: at / 1000,
      currency: 'hkd',
      description: 'A book',
      disputed: false,
      failure_code: null,
      failure_message: null,
      livemode: false,
      metadata: { order_id: '6735' },
      paid: true,
      payment_intent: null,
      receipt_url: null,
      refunded: false,
      status: 'succeeded',
    }));
  it('tells what the network said', () =>
    expect(charge.outcome).toEqual({
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'approved_by_network',
      reason: null,
      risk_level: 'normal',
      seller_message: 'Payment complete.',
      type: 'authorized',
    }));
  it('describes the card, in both shapes', () => {
    expect(charge.payment_method_details).toMatchObject({
      type: 'card',
      card: {
        amount_authorized: 2000,
        authorization_code: '123456',
        brand: 'visa',
        checks: { cvc_check: 'pass', address_line1_check: null },
        last4: '4242',
        network_transaction_id: '100200300',
        overcapture: { maximum_amount_capturable: 2000, status: 'unavailable' },
      },
    });
    expect(charge.payment_method_details.card).not.toHaveProperty('capture_before');
    expect(charge.source).toMatchObject({
      id: charge.payment_method,
      object: 'card',
      brand: 'Visa',
      cvc_check: 'pass',
      last4: '4242',
    });
  });
  it('has no refunds unless they are expanded', () => {
    expect(charge).not.toHaveProperty('refunds');
    expect(renderCharge(chargeAfter(...sale), { expandRefunds: true }).refunds).toEqual({
      object: 'list',
      data: [],
      has_more: false,
      url: `/v1/charges/${chargeId}/refunds`,
    });
  });
  it('has no field that is undefined, so that JSON shows them all', () => {
    const undefinedFields = Object.entries(charge).filter(([, value]) => value === undefined);
    expect(undefinedFields).toEqual([]);
  });
});

describe('a charge that waits for its capture', () => {
  it('is paid but not captured, and says until when', () => {
    const charge = rendered(...held);
    expect(charge).toMatchObject({
      amount_captured: 0,
      balance_transaction: null,
      captured: false,
      paid: true,
      status: 'succeeded',
    });
    expect(charge.payment_method_details.card?.capture_before).toBe(expiresAt / 1000);
    expect(expiresAt / 1000 - charge.created).toBe(604_800);
  });
  it('shows the rest of a short capture as refunded', () => {
    const charge = chargeAfter(...held, captureRequested(1500n), captured(1500n, 500n));
    expect(renderCharge(charge, { expandRefunds: true })).toMatchObject({
      amount: 2000,
      amount_captured: 1500,
      amount_refunded: 500,
      balance_transaction: transaction(captureId),
      captured: true,
      refunded: false,
      refunds: { data: [{ id: releaseId, amount: 500, balance_transaction: null }] },
    });
  });
  it.each([
    ['voided', [voidRequested, voided]],
    ['expired', [expired]],
  ])('is refunded whole when it is %s', (_, events) =>
    expect(rendered(...held, ...events)).toMatchObject({
      amount_captured: 0,
      amount_refunded: 2000,
      balance_transaction: null,
      captured: false,
      paid: true,
      refunded: true,
      status: 'succeeded',
    }),
  );
});

describe('a charge that is refunded', () => {
  const asked = refundRequested('a', 500n);
  it('counts what is done', () => {
    expect(rendered(...sale, asked, refundSucceeded('a', 500n))).toMatchObject({
      amount_refunded: 500,
      refunded: false,
    });
    expect(
      rendered(...sale, refundRequested('a', 2000n), refundSucceeded('a', 2000n)),
    ).toMatchObject({ amount_refunded: 2000, refunded: true });
  });
  it('does not count what is pending', () =>
    expect(rendered(...sale, asked, refundPending('a'))).toMatchObject({
      amount_refunded: 0,
      refunded: false,
    }));
  it('is refunded whole once a short capture is refunded', () =>
    expect(
      rendered(
        ...held,
        captureRequested(1500n),
        captured(1500n, 500n),
        refundRequested('a', 1500n),
        refundSucceeded('a', 1500n),
      ),
    ).toMatchObject({ amount_captured: 1500, amount_refunded: 2000, refunded: true }));
  it('expands the ten newest refunds, newest first', () => {
    const names = Array.from({ length: 11 }, (_, index) => `refund ${index}`);
    const all = names.flatMap((name) => [refundRequested(name, 1n), refundSucceeded(name, 1n)]);
    const { refunds } = renderCharge(chargeAfter(...sale, ...all), { expandRefunds: true });
    expect(refunds?.data.map(({ id }) => id)).toEqual(names.slice(1).reverse().map(refundId));
    expect(refunds?.has_more).toBe(true);
  });
});

describe('a charge that was declined', () => {
  it('is failed and says why', () => {
    const charge = rendered(requested, refusedByIssuer);
    expect(charge).toMatchObject({
      amount_captured: 0,
      balance_transaction: null,
      captured: false,
      failure_code: 'card_declined',
      failure_message: 'Your card has insufficient funds.',
      paid: false,
      receipt_url: null,
      status: 'failed',
    });
    expect(charge.outcome).toMatchObject({
      network_status: 'declined_by_network',
      reason: 'insufficient_funds',
      type: 'issuer_declined',
    });
    expect(charge.payment_method_details.card?.amount_authorized).toBeNull();
  });
  it('names the code if there is no finer reason', () => {
    const plain = { ...decline, code: 'expired_card', declineCode: null };
    const charge = rendered(requested, { type: 'ChargeDeclined', decline: plain, at });
    expect(charge.outcome?.reason).toBe('expired_card');
  });
  it('never reached the network if it was blocked', () => {
    const blocked = { ...decline, declineCode: 'fraudulent', blocked: true };
    const charge = rendered(requested, { type: 'ChargeDeclined', decline: blocked, at });
    expect(charge.outcome).toMatchObject({
      network_status: 'not_sent_to_network',
      reason: 'highest_risk_level',
      risk_level: 'highest',
      type: 'blocked',
    });
  });
});

describe('a charge that nobody has answered', () => {
  it.each([
    ['asked', [requested]],
    ['of unknown outcome', [requested, { type: 'AuthorizationUnknown', at } as const]],
  ])('is pending: %s', (_, events) =>
    expect(rendered(...events)).toMatchObject({ status: 'pending', paid: false, outcome: null }),
  );
});

describe('the details of a charge', () => {
  const having = (changes: Partial<Charge['details']>) =>
    rendered({
      type: 'ChargeRequested',
      terms: { ...terms, details: { ...details, ...changes } },
      at,
    });

  it('show a whole address, whatever of it was given', () => {
    const shipping = { name: 'Jo', address: { line1: '1 Queen’s Road', country: 'HK' } };
    expect(having({ shipping }).shipping).toEqual({
      address: {
        city: null,
        country: 'HK',
        line1: '1 Queen’s Road',
        line2: null,
        postal_code: null,
        state: null,
      },
      carrier: null,
      name: 'Jo',
      phone: null,
      tracking_number: null,
    });
  });
  it.each([
    ['SHOP', null, 'SHOP'],
    ['SHOP', 'BOOK', 'SHOP* BOOK'],
    [null, 'BOOK', 'BOOK'],
    [null, null, null],
    ['A SHOP WITH A LONG NAME', 'BOOK', 'A SHOP WITH A LONG NAM'],
  ])('make %j and %j the descriptor %j', (statementDescriptor, suffix, shown) =>
    expect(
      having({ statementDescriptor, statementDescriptorSuffix: suffix })
        .calculated_statement_descriptor,
    ).toBe(shown),
  );
});

it('renders the same bytes after a way over the wire', () => {
  const charge = chargeAfter(...sale, refundRequested('a', 5n), refundSucceeded('a', 5n));
  const again = chargeFromJson(chargeToJson(charge));
  expect(JSON.stringify(renderCharge(again, { expandRefunds: true }))).toBe(
    JSON.stringify(renderCharge(charge, { expandRefunds: true })),
  );
});

it('names the balance transaction of a sale after the charge, of a capture after the capture', () => {
  expect(captureBalanceTransactionId(chargeId, 'sale')).toBe(transaction(chargeId));
  expect(captureBalanceTransactionId(chargeId, captureId)).toBe(transaction(captureId));
  expect(rendered(requested, authorized).balance_transaction).toBeNull();
});
