import type { ChargeEvent, Terms } from '@ledgerway/domain';
import { at, authorized, chargeAfter, expiresAt, sale, sold, terms } from '../testing/examples.js';
import {
  billing,
  customer,
  customerId,
  disputeId,
  intentId,
  method,
  methodId,
  secureCard,
  source,
  sourceId,
} from '../testing/stream-examples.js';
import { renderSource } from './card.js';
import { renderCharge } from './charge.js';
import { renderCustomer } from './customer.js';
import { renderDeleted } from './deleted.js';
import { renderDispute } from './dispute.js';
import { renderPaymentMethod } from './payment-method.js';

describe('a payment method', () => {
  it('shows its card and who pays with it', () =>
    expect(renderPaymentMethod(method)).toMatchObject({
      id: methodId,
      object: 'payment_method',
      billing_details: { address: { line1: '1 Queen’s Road', state: null }, name: 'Jo' },
      card: { brand: 'visa', last4: '4242', three_d_secure_usage: { supported: false } },
      created: at / 1000,
      customer: null,
      type: 'card',
    }));
  it('knows whether its card supports 3-D Secure', () =>
    expect(renderPaymentMethod({ ...method, card: secureCard }).card).toMatchObject({
      three_d_secure_usage: { supported: true },
    }));
  it.each(['alipay', 'wechat_pay', 'fps'] as const)('has a part of its own type: %s', (type) => {
    const shown = renderPaymentMethod({ ...method, type, card: null });
    expect(shown).toMatchObject({ type, [type]: {} });
    expect(shown).not.toHaveProperty('card');
  });
});

describe('a customer', () => {
  it('shows its fields, and sources only if they are asked for', () => {
    const shown = renderCustomer(customer);
    expect(shown).toMatchObject({
      id: customerId,
      object: 'customer',
      address: null,
      default_source: null,
      discount: null,
      email: 'jo@example.com',
      invoice_settings: {
        custom_fields: null,
        default_payment_method: null,
        footer: null,
        rendering_options: null,
      },
      preferred_locales: ['zh-HK'],
      shipping: null,
      tax_exempt: 'none',
    });
    expect(shown).not.toHaveProperty('sources');
    expect(Object.values(shown)).not.toContain(undefined);
  });
  it('shows ten of its sources, and where the others are', () => {
    const sources = Array.from({ length: 11 }, () => source);
    expect(renderCustomer(customer, { sources: [source] }).sources).toMatchObject({
      object: 'list',
      data: [{ id: sourceId, object: 'card' }],
      has_more: false,
      url: `/v1/customers/${customerId}/sources`,
    });
    const many = renderCustomer(customer, { sources }).sources;
    expect([many?.data.length, many?.has_more]).toEqual([10, true]);
  });
  it('is hardly anything once it is deleted', () =>
    expect(renderDeleted('customer', customerId)).toEqual({
      id: customerId,
      object: 'customer',
      deleted: true,
    }));
});

it('shows a source as a card with the address of its payer', () =>
  expect(renderSource(source)).toMatchObject({
    id: sourceId,
    object: 'card',
    address_city: 'Hong Kong',
    address_line1: '1 Queen’s Road',
    address_zip: null,
    brand: 'Visa',
    customer: customerId,
    metadata: { order_id: '6735' },
  }));

describe('a charge of a payment intent', () => {
  const paidWith = (changed: Partial<Terms>) => {
    const requested: ChargeEvent = {
      type: 'ChargeRequested',
      terms: { ...terms, paymentIntent: intentId, paymentMethod: methodId, billing, ...changed },
      at,
    };
    return renderCharge(chargeAfter(requested, authorized, sold));
  };
  const withoutCard = { card: null, paymentMethod: methodId };

  it('names its intent and method, and has no source', () =>
    expect(paidWith({})).toMatchObject({
      billing_details: { email: 'jo@example.com', name: 'Jo' },
      payment_intent: intentId,
      payment_method: methodId,
      payment_method_details: { card: { three_d_secure: null }, type: 'card' },
      source: null,
    }));
  it('tells of 3-D Secure that was passed', () =>
    expect(paidWith({ authenticated: true }).payment_method_details.card).toMatchObject({
      electronic_commerce_indicator: '05',
      three_d_secure: { authentication_flow: 'challenge', result: 'authenticated' },
    }));
  it('describes what paid it, if that was no card', () => {
    expect(paidWith({ ...withoutCard, method: 'alipay' }).payment_method_details).toEqual({
      alipay: { fingerprint: null, transaction_id: 'r1' },
      type: 'alipay',
    });
    expect(paidWith({ ...withoutCard, method: 'wechat_pay' }).payment_method_details).toEqual({
      type: 'wechat_pay',
      wechat_pay: { fingerprint: null, transaction_id: 'r1' },
    });
    expect(
      paidWith({ ...withoutCard, method: 'fps', bankReference: 'FRN1' }).payment_method_details,
    ).toEqual({ fps: { reference: 'FRN1' }, type: 'fps' });
  });
});

it('names a customer’s card as the source of a charge in the older way', () => {
  const ofCustomer = { ...terms, paymentMethod: sourceId };
  const requested: ChargeEvent = { type: 'ChargeRequested', terms: ofCustomer, at };
  expect(renderCharge(chargeAfter(requested, authorized, sold))).toMatchObject({
    payment_method: sourceId,
    source: { id: sourceId, object: 'card', last4: '4242' },
  });
});

describe('a dispute', () => {
  const opened = (warning = false): ChargeEvent => ({
    ...{ type: 'DisputeOpened', disputeId, amount: 2000n, fee: 1500n, reason: 'fraudulent' },
    ...{ networkReasonCode: '10.4', warning, evidenceDueBy: expiresAt, at },
  });
  const submitted: ChargeEvent = {
    ...{ type: 'DisputeEvidenceSubmitted', disputeId, metadata: {}, at },
    evidence: { product_description: 'A book' },
  };
  const of = (...events: ChargeEvent[]) => chargeAfter(...sale, ...events);

  it('shows what it takes, why, and until when it can be answered', () =>
    expect(renderDispute(of(opened()), disputeId)).toMatchObject({
      id: disputeId,
      object: 'dispute',
      amount: 2000,
      balance_transactions: [
        {
          id: disputeId.replace('du_', 'txn_'),
          amount: -2000,
          fee: 1500,
          fee_details: [{ amount: 1500, description: 'Dispute fee' }],
          net: -3500,
          reporting_category: 'dispute',
          source: disputeId,
          type: 'adjustment',
        },
      ],
      charge: terms.chargeId,
      evidence: { product_description: null, uncategorized_text: null, enhanced_evidence: {} },
      evidence_details: {
        due_by: expiresAt / 1000,
        has_evidence: false,
        past_due: false,
        submission_count: 0,
        submission_method: 'not_submitted',
      },
      is_charge_refundable: false,
      network_reason_code: '10.4',
      payment_intent: null,
      payment_method_details: { card: { brand: 'visa', case_type: 'chargeback' } },
      reason: 'fraudulent',
      status: 'needs_response',
    }));
  it('is overdue only while an answer is waited for', () => {
    const late = { now: expiresAt + 1 };
    const detailsOf = (...events: ChargeEvent[]) =>
      renderDispute(of(...events), disputeId, late)?.evidence_details;
    expect(detailsOf(opened())).toMatchObject({ past_due: true });
    expect(detailsOf(opened(), submitted)).toMatchObject({
      has_evidence: true,
      past_due: false,
      submission_count: 1,
    });
  });
  it('that is an inquiry takes nothing and lets the merchant refund', () =>
    expect(renderDispute(of(opened(true)), disputeId)).toMatchObject({
      balance_transactions: [],
      is_charge_refundable: true,
      payment_method_details: { card: { case_type: 'inquiry' } },
      status: 'warning_needs_response',
    }));
  it('marks its charge', () =>
    expect(renderCharge(of(opened()))).toMatchObject({ disputed: true }));
  it('of another charge is none', () => expect(renderDispute(of(), disputeId)).toBeUndefined());
});
