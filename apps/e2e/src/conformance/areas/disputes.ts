import { eventually } from '@ledgerway/testing';
import type Stripe from 'stripe';
import { viaNewestSdk, viaSdk, type Area, type Case } from '../case.js';
import { expectEvents } from '../events.js';
import type { Merchant } from '../merchant.js';
import { expectRefusal } from '../refusals.js';
import { charge, confirmed } from '../resources.js';

/** The dispute that a charge of such a card brings on by itself. */
async function disputed(merchant: Merchant, source = 'tok_createDispute') {
  const { id } = await charge(merchant, { source });
  return { charge: id, dispute: await disputeOf(merchant, id) };
}

const disputeOf = (merchant: Merchant, chargeId: string): Promise<Stripe.Dispute> =>
  eventually(async () => {
    const { data } = await merchant.stripe.disputes.list({ charge: chargeId });
    expect(data).toHaveLength(1);
    return data[0] as Stripe.Dispute;
  });

const submit = (merchant: Merchant, id: string, evidence: string) =>
  merchant.stripe.disputes.update(id, {
    evidence: { uncategorized_text: evidence },
    submit: true,
  });

const settled = (merchant: Merchant, id: string, status: string) =>
  eventually(async () => {
    const dispute = await merchant.stripe.disputes.retrieve(id);
    expect(dispute.status).toBe(status);
    return dispute;
  });

const transactions = (dispute: Stripe.Dispute) =>
  dispute.balance_transactions.map(({ amount, fee, net, reporting_category: category }) => ({
    amount,
    fee,
    net,
    category,
  }));

const cases: Case[] = [
  viaSdk('the fraud card: the money is taken back, with a fee', async (merchant) => {
    const { charge: id, dispute } = await disputed(merchant);
    expect(dispute).toMatchObject({
      object: 'dispute',
      id: expect.stringMatching(/^(du|dp)_/),
      amount: 2000,
      charge: id,
      currency: 'hkd',
      livemode: false,
      reason: 'fraudulent',
      status: 'needs_response',
      is_charge_refundable: false,
      payment_method_details: { card: { network_reason_code: '10.4' } },
    });
    expect(transactions(dispute)).toMatchObject([
      { amount: -2000, fee: 1500, net: -3500, category: 'dispute' },
    ]);
    expect(await merchant.stripe.charges.retrieve(id)).toMatchObject({ disputed: true });
    await expectEvents(merchant, dispute.id, [
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
    ]);
  }),
  ...(
    [
      ['tok_createDisputeProductNotReceived', 'product_not_received', 'needs_response', '13.1'],
      ['tok_createDisputeInquiry', 'fraudulent', 'warning_needs_response', '10'],
    ] as const
  ).map(([source, reason, status, network_reason_code]) =>
    viaNewestSdk(`${source}: ${reason}, ${status}`, async (merchant) => {
      const { dispute } = await disputed(merchant, source);
      expect(dispute).toMatchObject({
        status,
        payment_method_details: { card: { network_reason_code } },
      });
      if (status === 'needs_response') expect(dispute.reason).toBe(reason);
      else expect(dispute.balance_transactions).toEqual([]);
    }),
  ),
  viaNewestSdk('a paid intent is disputed as well', async (merchant) => {
    const paid = await confirmed(merchant, { payment_method: 'pm_card_createDispute' });
    const dispute = await disputeOf(merchant, paid.latest_charge as string);
    expect(dispute).toMatchObject({ payment_intent: paid.id, status: 'needs_response' });
  }),
  viaNewestSdk('winning evidence: the money comes back', async (merchant) => {
    const { charge: id, dispute } = await disputed(merchant);
    const submitted = await submit(merchant, dispute.id, 'winning_evidence');
    expect(submitted.evidence.uncategorized_text).toBe('winning_evidence');
    const won = await settled(merchant, dispute.id, 'won');
    expect(transactions(won).map(({ amount }) => amount)).toEqual([-2000, 2000]);
    const refund = await merchant.stripe.refunds.create({ charge: id, amount: 500 });
    expect(refund.status).toBe('succeeded');
    await expectEvents(merchant, dispute.id, [
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.updated',
      'charge.dispute.funds_reinstated',
      'charge.dispute.closed',
    ]);
  }),
  viaNewestSdk('losing evidence: the money stays away', async (merchant) => {
    const { dispute } = await disputed(merchant);
    await submit(merchant, dispute.id, 'losing_evidence');
    const lost = await settled(merchant, dispute.id, 'lost');
    expect(transactions(lost).map(({ amount }) => amount)).toEqual([-2000]);
    await expectEvents(merchant, dispute.id, [
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.updated',
      'charge.dispute.closed',
    ]);
  }),
  viaNewestSdk('evidence can be kept before it is submitted', async (merchant) => {
    const { dispute } = await disputed(merchant);
    const evidence = { customer_name: 'Ada', product_description: 'tea' };
    const kept = await merchant.stripe.disputes.update(dispute.id, {
      evidence,
      submit: false,
      metadata: { a: '1' },
    });
    expect(kept).toMatchObject({
      status: 'needs_response',
      evidence,
      evidence_details: { has_evidence: true, submission_count: 0 },
      metadata: { a: '1' },
    });
  }),
  viaSdk('close: accepted as lost', async (merchant) => {
    const { dispute } = await disputed(merchant);
    expect(await merchant.stripe.disputes.close(dispute.id)).toMatchObject({ status: 'lost' });
    await expectRefusal(merchant.stripe.disputes.close(dispute.id), { status: 400 });
  }),
  viaNewestSdk('a charge with an open dispute is not refunded', async (merchant) => {
    const { charge: id } = await disputed(merchant);
    await expectRefusal(merchant.stripe.refunds.create({ charge: id }), {
      status: 400,
      code: 'charge_disputed',
      message: /has been charged back; cannot issue a refund/,
    });
  }),
  viaNewestSdk('nor is one whose dispute was lost', async (merchant) => {
    const { charge: id, dispute } = await disputed(merchant);
    await merchant.stripe.disputes.close(dispute.id);
    await expectRefusal(merchant.stripe.refunds.create({ charge: id }), {
      status: 400,
      code: 'charge_disputed',
    });
  }),
  viaNewestSdk('a charge under inquiry is refunded', async (merchant) => {
    const { charge: id } = await disputed(merchant, 'tok_createDisputeInquiry');
    const refund = await merchant.stripe.refunds.create({ charge: id });
    expect(refund.status).toBe('succeeded');
  }),
  viaSdk('an unknown id', ({ stripe }) =>
    expectRefusal(stripe.disputes.retrieve('du_nothing'), {
      status: 404,
      code: 'resource_missing',
      message: "No such dispute: 'du_nothing'",
    }),
  ),
];

export const disputes: Area = { name: 'disputes', cases };
