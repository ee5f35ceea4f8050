import { viaNewestSdk, viaSdk, type Area, type Case } from '../case.js';
import type { Merchant } from '../merchant.js';
import { expectRefusal } from '../refusals.js';
import { authorization, charge } from '../resources.js';

const sumOf = (amounts: readonly { amount: number; currency: string }[], currency: string) =>
  amounts.filter((one) => one.currency === currency).reduce((sum, one) => sum + one.amount, 0);

/** Everything the account owns in a currency, available and pending. */
async function owned({ stripe }: Merchant, currency: string): Promise<number> {
  const { available, pending } = await stripe.balance.retrieve();
  return sumOf(available, currency) + sumOf(pending, currency);
}

async function netOfTransactions({ stripe }: Merchant, currency: string): Promise<number> {
  let net = 0;
  for await (const one of stripe.balanceTransactions.list({ currency, limit: 100 })) net += one.net;
  return net;
}

const cases: Case[] = [
  viaSdk('balance: lists per currency', async (merchant) => {
    await charge(merchant, { currency: 'usd' });
    await charge(merchant);
    const balance = await merchant.stripe.balance.retrieve();
    expect(balance).toMatchObject({ object: 'balance', livemode: false });
    for (const list of [balance.available, balance.pending]) expect(Array.isArray(list)).toBe(true);
    expect(balance.pending.map(({ currency }) => currency).sort()).toEqual(['hkd', 'usd']);
    for (const { amount, source_types: types } of balance.pending)
      expect(types).toMatchObject({ card: amount });
  }),
  viaSdk('a charge has its transaction at once: net = amount − fee', async (merchant) => {
    const made = await charge(merchant);
    const id = made.balance_transaction as string;
    const transaction = await merchant.stripe.balanceTransactions.retrieve(id);
    expect(transaction).toMatchObject({
      object: 'balance_transaction',
      id,
      amount: 2000,
      currency: 'hkd',
      exchange_rate: null,
      reporting_category: 'charge',
      source: made.id,
      status: 'pending',
      type: 'charge',
    });
    expect(transaction.net).toBe(transaction.amount - transaction.fee);
    expect(transaction.available_on).toBeGreaterThan(transaction.created);
    expect(transaction.fee_details.reduce((sum, { amount }) => sum + amount, 0)).toBe(
      transaction.fee,
    );
  }),
  viaSdk('one transaction per capture, none per reservation', async (merchant) => {
    const { id } = await authorization(merchant);
    const { balanceTransactions, charges } = merchant.stripe;
    expect((await balanceTransactions.list({ source: id })).data).toEqual([]);
    await charges.capture(id, { amount: 1500 });
    const { data } = await balanceTransactions.list({ source: id });
    expect(data).toMatchObject([{ amount: 1500, type: 'charge' }]);
  }),
  viaSdk('one transaction per refund', async (merchant) => {
    const { id } = await charge(merchant);
    const { balanceTransactions, refunds } = merchant.stripe;
    const refund = await refunds.create({ charge: id, amount: 500 });
    const { data } = await balanceTransactions.list({ source: refund.id });
    expect(data).toMatchObject([
      { amount: -500, type: 'refund', reporting_category: 'refund', source: refund.id },
    ]);
  }),
  viaSdk('the transactions add up to the balance', async (merchant) => {
    const { id } = await charge(merchant);
    await merchant.stripe.refunds.create({ charge: id, amount: 700 });
    for (const currency of ['hkd', 'usd'])
      expect(await owned(merchant, currency)).toBe(await netOfTransactions(merchant, currency));
  }),
  viaSdk('transactions by type and by currency', async (merchant) => {
    await charge(merchant, { currency: 'usd' });
    const { data } = await merchant.stripe.balanceTransactions.list({
      type: 'charge',
      currency: 'usd',
      limit: 100,
    });
    expect(data.length).toBeGreaterThan(0);
    for (const one of data) expect(one).toMatchObject({ type: 'charge', currency: 'usd' });
  }),
  viaSdk('tok_bypassPending: available at once', async (merchant) => {
    const before = sumOf((await merchant.stripe.balance.retrieve()).available, 'hkd');
    const made = await charge(merchant, {
      source: 'tok_bypassPending',
      expand: ['balance_transaction'],
    });
    expect(made.balance_transaction).toMatchObject({ status: 'available' });
    const after = sumOf((await merchant.stripe.balance.retrieve()).available, 'hkd');
    expect(after).toBe(before + (made.balance_transaction as unknown as { net: number }).net);
  }),
  viaSdk('an unknown transaction', ({ stripe }) =>
    expectRefusal(stripe.balanceTransactions.retrieve('txn_nothing'), {
      status: 404,
      code: 'resource_missing',
    }),
  ),
  viaNewestSdk('the account itself', async (merchant) => {
    expect(await merchant.stripe.accounts.retrieveCurrent()).toMatchObject({
      id: merchant.id,
      object: 'account',
      country: 'HK',
      default_currency: 'hkd',
      charges_enabled: true,
      payouts_enabled: true,
      settings: expect.any(Object),
    });
  }),
];

export const balance: Area = { name: 'balance', cases };
