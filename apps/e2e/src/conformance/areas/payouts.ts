import { eventually } from '@ledgerway/testing';
import { onTheWire, viaNewestSdk, viaSdk, type Area, type Case } from '../case.js';
import { expectEvents } from '../events.js';
import type { Merchant } from '../merchant.js';
import { expectRefusal, expectRefused } from '../refusals.js';
import { advance, charge, days } from '../resources.js';

const hkd = { currency: 'hkd' } as const;

/** Sales whose money can be spent at once. */
const spendable = (merchant: Merchant, amount = 2000) =>
  charge(merchant, { amount, source: 'tok_bypassPending' });

async function availableTo({ stripe }: Merchant): Promise<number> {
  const { available } = await stripe.balance.retrieve();
  return available.find(({ currency }) => currency === 'hkd')?.amount ?? 0;
}

async function sumOfTransactions({ stripe }: Merchant, payout: string): Promise<number> {
  let sum = 0;
  for await (const one of stripe.balanceTransactions.list({ payout, limit: 2 })) sum += one.net;
  return sum;
}

const cases: Case[] = [
  viaSdk('a payout of a part: pending, and taken from what is available', async (merchant) => {
    await spendable(merchant);
    const before = await availableTo(merchant);
    const made = await merchant.stripe.payouts.create({
      ...{ amount: 700, ...hkd, description: 'rent', statement_descriptor: 'SHOP' },
      metadata: { week: '1' },
    });
    expect(made).toMatchObject({
      ...{ object: 'payout', amount: 700, currency: 'hkd', status: 'pending', automatic: false },
      ...{ description: 'rent', statement_descriptor: 'SHOP', metadata: { week: '1' } },
      ...{ method: 'standard', type: 'bank_account', failure_code: null, livemode: false },
    });
    expect(made.arrival_date).toBeGreaterThan(made.created);
    expect(await availableTo(merchant)).toBe(before - 700);
    const { stripe } = merchant;
    expect(await stripe.payouts.retrieve(made.id)).toMatchObject({ id: made.id, amount: 700 });
    const row = await stripe.balanceTransactions.retrieve(made.balance_transaction as string);
    expect(row).toMatchObject({ amount: -700, net: -700, type: 'payout', source: made.id });
  }),
  viaSdk('more than is available', async (merchant) => {
    const amount = (await availableTo(merchant)) + 1;
    await expectRefusal(merchant.stripe.payouts.create({ amount, ...hkd }), {
      ...{ status: 400, code: 'balance_insufficient', param: 'amount' },
    });
  }),
  viaSdk('what is pending cannot be paid out', async (merchant) => {
    await charge(merchant, { amount: 50_000 });
    const amount = (await availableTo(merchant)) + 50_000;
    await expectRefusal(merchant.stripe.payouts.create({ amount, ...hkd }), {
      ...{ status: 400, code: 'balance_insufficient' },
    });
  }),
  viaSdk('canceled while pending, and not twice', async (merchant) => {
    await spendable(merchant);
    const before = await availableTo(merchant);
    const { id } = await merchant.stripe.payouts.create({ amount: 300, ...hkd });
    const canceled = await merchant.stripe.payouts.cancel(id);
    expect(canceled).toMatchObject({ id, status: 'canceled' });
    expect(await availableTo(merchant)).toBe(before);
    await expectRefusal(merchant.stripe.payouts.cancel(id), { status: 400 });
    const { data } = await merchant.stripe.balanceTransactions.list({ source: id });
    expect(data.map(({ type, amount }) => [type, amount])).toEqual([
      ['payout_cancel', 300],
      ['payout', -300],
    ]);
  }),
  viaSdk('metadata is merged, lists are newest first', async (merchant) => {
    await spendable(merchant);
    const { stripe } = merchant;
    const first = await stripe.payouts.create({ amount: 100, ...hkd, metadata: { a: '1' } });
    const second = await stripe.payouts.create({ amount: 100, ...hkd });
    const changed = await stripe.payouts.update(first.id, { metadata: { b: '2' } });
    expect(changed.metadata).toEqual({ a: '1', b: '2' });
    const { data } = await stripe.payouts.list({ limit: 2, status: 'pending' });
    expect(data.map(({ id }) => id)).toEqual([second.id, first.id]);
    expect((await stripe.payouts.list({ status: 'paid' })).data).toEqual([]);
  }),
  viaSdk('an unknown payout', ({ stripe }) =>
    expectRefusal(stripe.payouts.retrieve('po_nothing'), { status: 404, code: 'resource_missing' }),
  ),
  viaNewestSdk('its transactions sum to a payout of everything, twice over', async (merchant) => {
    const other = await merchant.another();
    const { stripe } = other;
    const sale = await spendable(other);
    await spendable(other, 3100);
    await stripe.refunds.create({ charge: sale.id, amount: 450 });
    const first = await stripe.payouts.create({ amount: 4650, ...hkd });
    expect(first.reconciliation_status).toBe('completed');
    expect(await sumOfTransactions(other, first.id)).toBe(4650);
    const { data } = await stripe.balanceTransactions.list({ payout: first.id });
    expect(data.map(({ type }) => type)).toEqual(['refund', 'charge', 'charge']);
    await spendable(other, 900);
    const second = await stripe.payouts.create({ amount: 900, ...hkd });
    expect(await sumOfTransactions(other, second.id)).toBe(900);
    expect(await sumOfTransactions(other, first.id)).toBe(4650);
  }),
  viaNewestSdk('a payout of a part has no transactions of its own', async (merchant) => {
    const other = await merchant.another();
    await spendable(other);
    const { id } = await other.stripe.payouts.create({ amount: 1999, ...hkd });
    await expectRefusal(other.stripe.balanceTransactions.list({ payout: id }), {
      ...{ status: 400, param: 'payout' },
    });
    await expectRefusal(other.stripe.balanceTransactions.list({ payout: 'po_nothing' }), {
      ...{ status: 400, code: 'resource_missing', param: 'payout' },
    });
  }),
  viaNewestSdk('a week later what was pending is paid out, and arrives', async (merchant) => {
    const other = await merchant.another();
    await charge(other);
    await advance(other, days(7));
    const { id } = await other.stripe.payouts.create({ amount: 2000, ...hkd });
    expect(await sumOfTransactions(other, id)).toBe(2000);
    await advance(other, days(1));
    expect((await other.stripe.payouts.retrieve(id)).status).toBe('in_transit');
    await advance(other, days(4));
    expect((await other.stripe.payouts.retrieve(id)).status).toBe('paid');
    await expectEvents(other, id, [
      ...['payout.created', 'payout.reconciliation_completed', 'payout.updated', 'payout.paid'],
    ]);
  }),
  viaNewestSdk('one that the bank refuses gives the money back', async (merchant) => {
    const other = await merchant.another();
    await spendable(other);
    const { id } = await other.stripe.payouts.create({ amount: 2000, ...hkd });
    const helper = `/v1/test_helpers/payouts/${id}/fail`;
    const { json } = await other.post(helper, { failure_code: 'account_closed' });
    expect(json).toMatchObject({ id, status: 'failed', failure_code: 'account_closed' });
    expect(json.failure_balance_transaction).toMatch(/^txn_/);
    expect(await availableTo(other)).toBe(2000);
    await expectRefused(await other.post(helper, {}), { status: 400 });
  }),
  viaNewestSdk('a paid one is taken back by a payout of its own', async (merchant) => {
    const other = await merchant.another();
    await spendable(other);
    const { payouts } = other.stripe;
    const { id } = await payouts.create({ amount: 2000, ...hkd });
    await expectRefusal(payouts.reverse(id), { status: 400 });
    await advance(other, days(5));
    const reversal = await payouts.reverse(id, { metadata: { why: 'wrong account' } });
    expect(reversal).toMatchObject({ amount: -2000, original_payout: id });
    expect((await payouts.retrieve(id)).reversed_by).toBe(reversal.id);
    expect(await availableTo(other)).toBe(2000);
  }),
  onTheWire('the same key pays out once', async (merchant) => {
    await spendable(merchant);
    const before = await availableTo(merchant);
    const pay = () =>
      merchant.post(
        '/v1/payouts',
        { amount: 100, ...hkd },
        { headers: { 'idempotency-key': 'payout-once' } },
      );
    const [first, second] = [await pay(), await pay()];
    expect(second.text).toBe(first.text);
    expect(await availableTo(merchant)).toBe(before - 100);
  }),
  onTheWire('all at once they spend no more than there is', async (merchant) => {
    const other = await merchant.another();
    await spendable(other, 1000);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => other.post('/v1/payouts', { amount: 300, ...hkd })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([
      ...[200, 200, 200, 400, 400, 400, 400, 400],
    ]);
    expect(await availableTo(other)).toBe(100);
  }),
  viaNewestSdk('the operator has everything paid out each day', async (merchant) => {
    const other = await merchant.another();
    const daily = { settings: { payouts: { schedule: { interval: 'daily' } } } };
    const { json } = await other.setByOperator(daily);
    expect(json.settings.payouts.schedule).toMatchObject({ interval: 'daily' });
    await charge(other);
    await advance(other, days(9));
    const [payout] = await eventually(async () => {
      const { data } = await other.stripe.payouts.list();
      expect(data).toHaveLength(1);
      return data;
    });
    expect(payout).toMatchObject({ amount: 2000, automatic: true });
    expect(await sumOfTransactions(other, payout!.id)).toBe(2000);
  }),
  viaNewestSdk('a fee schedule costs what it says, tax included', async (merchant) => {
    const other = await merchant.another();
    const fees = { fee_schedule: { card: { percent_bps: 340, fixed: 235 }, tax_bps: 1000 } };
    const { json } = await other.setByOperator(fees);
    expect(json.fee_schedule).toEqual({ card: { percent_bps: 340, fixed: 235 }, tax_bps: 1000 });
    const { balance_transaction: id } = await charge(other, { amount: 10_000 });
    const row = await other.stripe.balanceTransactions.retrieve(id as string);
    expect(row).toMatchObject({ amount: 10_000, fee: 633, net: 9367 }); // 575 and a tenth of it.
    expect(row.fee_details.map(({ type, amount }) => [type, amount])).toEqual([
      ['stripe_fee', 575],
      ['tax', 58],
    ]);
  }),
  onTheWire('what the operator holds back cannot be paid out', async (merchant) => {
    const other = await merchant.another();
    await spendable(other);
    const key = other.deployment.credentials.operator_key;
    const path = `/v1/accounts/${other.id}/reserves`;
    const { json: reserve } = await other.post(path, { amount: 1500, ...hkd }, { key });
    expect(reserve).toMatchObject({ object: 'reserve', amount: 1500, currency: 'hkd' });
    expect(await availableTo(other)).toBe(500);
    await expectRefused(await other.post('/v1/payouts', { amount: 501, ...hkd }), {
      ...{ status: 400, code: 'balance_insufficient' },
    });
    await expectRefused(await other.post(path, { amount: 501, ...hkd }, { key }), {
      ...{ status: 400, code: 'balance_insufficient' },
    });
    const release = `${path}/${reserve.id}/release`;
    expect((await other.post(release, { amount: 500 }, { key })).json.remaining).toBe(1000);
    await expectRefused(await other.post(release, { amount: 1001 }, { key }), { status: 400 });
    expect((await other.post(release, {}, { key })).json.remaining).toBe(0);
    expect(await availableTo(other)).toBe(2000);
    const { data } = await other.stripe.balanceTransactions.list({ type: 'reserve_transaction' });
    expect(data.map(({ amount }) => amount)).toEqual([1000, 500, -1500]);
    await expectRefused(await other.post(path, { amount: 1, ...hkd }), { status: 403 });
  }),
  onTheWire('money is changed into another currency at an exact rate', async (merchant) => {
    const other = await merchant.another();
    await spendable(other, 7801);
    const key = other.deployment.credentials.operator_key;
    const path = `/v1/accounts/${other.id}/conversions`;
    const asked = { amount: 7801, from: 'hkd', to: 'usd', rate: '0.1282', margin_bps: 100 };
    const { json } = await other.post(path, asked, { key });
    expect(json).toMatchObject({ to: { amount: 990, currency: 'usd' }, margin: 10 }); // Of 1000.08.
    const { available } = await other.stripe.balance.retrieve();
    expect(available.map(({ amount, currency }) => [currency, amount])).toEqual([
      ['hkd', 0],
      ['usd', 990],
    ]);
    const { data } = await other.stripe.balanceTransactions.list({ source: json.id });
    expect(data).toHaveLength(2);
    expect(data.find(({ currency }) => currency === 'usd')?.exchange_rate).toBe(0.1282);
    for (const wrong of [{ rate: '0' }, { rate: '1e3' }, { rate: '-1' }, { to: 'hkd' }])
      await expectRefused(await other.post(path, { ...asked, ...wrong }, { key }), { status: 400 });
  }),
];

export const payouts: Area = { name: 'payouts', cases };
