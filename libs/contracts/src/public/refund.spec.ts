import {
  at,
  captured,
  captureRequested,
  chargeAfter,
  chargeId,
  expired,
  expiresAt,
  held,
  refundFailed,
  refundId,
  refundPending,
  refundRequested,
  refundSucceeded,
  releaseId,
  sale,
  terms,
  voided,
  voidRequested,
} from '../testing/examples.js';
import { refundIdsOf, renderRefund } from './refund.js';

const id = refundId('a');
const transaction = id.replace('re_', 'txn_');
const asked = [...sale, refundRequested('a', 500n)];

describe('a refund', () => {
  it('shows all its fields when it is done', () =>
    expect(renderRefund(chargeAfter(...asked, refundSucceeded('a', 500n)), id)).toEqual({
      id,
      object: 'refund',
      amount: 500,
      balance_transaction: transaction,
      charge: chargeId,
      created: at / 1000 + 2,
      currency: 'hkd',
      customer: null,
      customer_account: null,
      destination_details: { card: { type: 'refund' }, type: 'card' },
      metadata: {},
      payment_intent: null,
      payment_method: terms.paymentMethod,
      reason: 'requested_by_customer',
      receipt_number: null,
      source_transfer_reversal: null,
      status: 'succeeded',
      transfer_reversal: null,
    }));
  it('says why it is pending', () =>
    expect(renderRefund(chargeAfter(...asked, refundPending('a')), id)).toMatchObject({
      status: 'pending',
      pending_reason: 'processing',
      balance_transaction: transaction,
    }));
  it('says why it failed, and which transaction gave the money back', () => {
    const refund = renderRefund(chargeAfter(...asked, refundFailed('a', 500n)), id);
    expect(refund).toMatchObject({
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
      balance_transaction: transaction,
      failure_balance_transaction: `${transaction}F`,
    });
    expect(refund).not.toHaveProperty('pending_reason');
  });
  it('is pending while there is no plain answer', () => {
    expect(renderRefund(chargeAfter(...asked), id)?.status).toBe('pending');
    const unknown = { type: 'RefundUnknown', refundId: id, at } as const;
    expect(renderRefund(chargeAfter(...asked, unknown), id)?.status).toBe('pending');
  });
  it('of another charge is none', () =>
    expect(renderRefund(chargeAfter(...asked), refundId('b'))).toBeUndefined());
});

describe('a part of a hold that was given back', () => {
  it('is a refund that moved no money: a void', () =>
    expect(renderRefund(chargeAfter(...held, voidRequested, voided), releaseId)).toMatchObject({
      amount: 2000,
      balance_transaction: null,
      metadata: { why: 'twice' },
      reason: 'duplicate',
      status: 'succeeded',
    }));
  it('is a refund with a reason of its own: an expiry', () =>
    expect(renderRefund(chargeAfter(...held, expired), releaseId)).toMatchObject({
      amount: 2000,
      balance_transaction: null,
      created: expiresAt / 1000,
      reason: 'expired_uncaptured_charge',
      status: 'succeeded',
    }));
  it('is a refund of the rest: a short capture', () =>
    expect(
      renderRefund(chargeAfter(...held, captureRequested(1500n), captured(1500n, 500n)), releaseId),
    ).toMatchObject({ amount: 500, balance_transaction: null, reason: null, status: 'succeeded' }));
  it('is none before the acquirer has agreed', () =>
    expect(renderRefund(chargeAfter(...held, voidRequested), releaseId)).toBeUndefined());
});

it('lists all refunds of a charge, newest first', () => {
  const charge = chargeAfter(
    ...held,
    captureRequested(1500n),
    captured(1500n, 500n),
    refundRequested('a', 1n),
    refundSucceeded('a', 1n),
    refundRequested('b', 1n),
  );
  expect(refundIdsOf(charge)).toEqual([refundId('b'), id, releaseId]);
});
