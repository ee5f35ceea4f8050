// The arithmetic of what a merchant is owed, by currency and by the day it becomes available.
import type { Timestamp } from '../charge/model.js';
import type { Money } from '../money.js';
import type { CurrencyFunds, FundsBucket, FundsChange, Merchant, Movement } from './model.js';

const nothing = (currency: string): CurrencyFunds => ({
  currency,
  available: 0n,
  pending: [],
  reserved: 0n,
  lastSweep: null,
});

/** What there is in that currency; zero if nothing ever moved. */
export const fundsOf = (merchant: Merchant | null, currency: string): CurrencyFunds =>
  merchant?.funds.find((one) => one.currency === currency) ?? nothing(currency);

/** The merchant with the funds of one currency changed. */
export function changeFunds(
  merchant: Merchant,
  currency: string,
  by: (funds: CurrencyFunds) => Partial<CurrencyFunds>,
): Merchant {
  const before = fundsOf(merchant, currency);
  const after = { ...before, ...by(before) };
  const isKnown = merchant.funds.includes(before);
  const funds = isKnown
    ? merchant.funds.map((one) => (one === before ? after : one))
    : [...merchant.funds, after];
  return { ...merchant, funds };
}

/** The merchant with that much more, or less, to spend. */
export const addAvailable = (merchant: Merchant, { currency, amount }: Money): Merchant =>
  changeFunds(merchant, currency, ({ available }) => ({ available: available + amount }));

/** The movements summed by currency and time, in the order in which these first appear. */
export function sumMovements(movements: readonly Movement[]): FundsChange[] {
  const sums = new Map<string, FundsChange>();
  for (const { currency, amount, availableAt } of movements) {
    const key = `${currency} ${availableAt}`;
    const sum = (sums.get(key)?.amount ?? 0n) + amount;
    sums.set(key, { currency, availableAt, amount: sum });
  }
  return [...sums.values()];
}

export function addFunds(merchant: Merchant, { currency, availableAt, amount }: FundsChange) {
  return changeFunds(merchant, currency, ({ available, pending }) =>
    availableAt === null
      ? { available: available + amount }
      : { pending: addToBucket(pending, { availableAt, amount }) },
  );
}

function addToBucket(pending: readonly FundsBucket[], added: FundsBucket): FundsBucket[] {
  const earlier = pending.filter(({ availableAt }) => availableAt < added.availableAt);
  const same = pending.find(({ availableAt }) => availableAt === added.availableAt);
  const later = pending.filter(({ availableAt }) => availableAt > added.availableAt);
  return [...earlier, { ...added, amount: (same?.amount ?? 0n) + added.amount }, ...later];
}

/** What is pending and due by that time, by currency; currencies of which nothing is due are left out. */
export const dueFunds = ({ funds }: Merchant, through: Timestamp): Money[] =>
  funds.flatMap(({ currency, pending }) => {
    const due = pending.filter(({ availableAt }) => availableAt <= through);
    const amount = due.reduce((sum, bucket) => sum + bucket.amount, 0n);
    return due.length === 0 ? [] : [{ currency, amount }];
  });

/** The merchant with all that is due by that time available. */
export function releaseFunds(merchant: Merchant, through: Timestamp): Merchant {
  const released = dueFunds(merchant, through).reduce(
    (changed, { currency, amount }) =>
      changeFunds(changed, currency, ({ available, pending }) => ({
        available: available + amount,
        pending: pending.filter(({ availableAt }) => availableAt > through),
      })),
    merchant,
  );
  return { ...released, releasedThrough: Math.max(merchant.releasedThrough, through) };
}
