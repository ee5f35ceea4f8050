// What is decided in a merchant's own stream does to the balance: payouts and what comes back of them,
// money held back, money changed into another currency. What is released was owed before.
import { balanceTransactionIdOf } from '@ledgerway/contracts';
import { decimalsOf, type MerchantEvent, type MerchantEventOf } from '@ledgerway/domain';
import type { Movement } from './balance-transaction-rows.js';

type Money = { readonly amount: bigint; readonly currency: string };

export function merchantMovements(event: MerchantEvent): readonly Movement[] {
  switch (event.type) {
    case 'PayoutCreated':
      return [payoutOf(event.payout, event.at)];
    case 'PayoutReversed':
      return [payoutOf(event.reversal, event.at)];
    case 'PayoutFailed':
      return [payoutBack(event, 'payout_failure')];
    case 'PayoutCanceled':
      return [payoutBack(event, 'payout_cancel')];
    case 'ReserveHeld':
      return [reserveOf(event.reserve, event.reserve.id, -event.reserve.amount, event.at)];
    case 'ReserveReleased':
      return [reserveOf(event, event.releaseId, event.amount, event.at)];
    case 'FundsConverted':
      return conversionOf(event);
    default:
      return [];
  }
}

const plain = ({ amount, currency }: Money, at: number) => ({
  ...{ amount, currency, fee: 0n, tax: 0n, exchangeRate: null, availableMs: at },
});

/** A payout that takes an earlier one back has an amount below zero, and is a gain. */
const payoutOf = (payout: Money & { id: string; description: string | null }, at: number) =>
  ({
    ...plain({ amount: -payout.amount, currency: payout.currency }, at),
    id: balanceTransactionIdOf(payout.id),
    type: 'payout',
    source: payout.id,
    description: payout.description,
  }) as const;

const payoutBack = (
  event: MerchantEventOf<'PayoutFailed' | 'PayoutCanceled'>,
  type: 'payout_cancel' | 'payout_failure',
): Movement => ({
  ...plain(event, event.at),
  id: balanceTransactionIdOf(event.payoutId, true),
  type,
  source: event.payoutId,
  description: event.type === 'PayoutFailed' ? event.failure.message : null,
});

const reserveOf = (
  { currency }: { readonly currency: string },
  source: string,
  amount: bigint,
  at: number,
): Movement => ({
  ...plain({ amount, currency }, at),
  id: balanceTransactionIdOf(source),
  type: 'reserve_transaction',
  source,
  description: amount < 0n ? 'Held back as a reserve' : 'Released from a reserve',
});

/** Two rows: what goes, and what comes for it. What the house keeps is no part of either. */
function conversionOf(event: MerchantEventOf<'FundsConverted'>): readonly Movement[] {
  const { conversionId, from, to, rate, at } = event;
  const description = `Conversion of ${from.currency.toUpperCase()} to ${to.currency.toUpperCase()}`;
  const about = { source: conversionId, type: 'adjustment', description } as const;
  return [
    {
      ...plain({ ...from, amount: -from.amount }, at),
      ...about,
      id: balanceTransactionIdOf(conversionId),
    },
    {
      ...plain(to, at),
      ...about,
      id: balanceTransactionIdOf(conversionId, true),
      exchangeRate: majorRate(rate, from.currency, to.currency),
    },
  ];
}

const rateDecimals = 10;

/** Rounded down to ten decimals, for people: what was computed is in the event. */
function majorRate(
  { numerator, denominator }: MerchantEventOf<'FundsConverted'>['rate'],
  from: string,
  to: string,
): string {
  const scale = 10n ** BigInt(rateDecimals + decimalsOf(from));
  const digits = (numerator * scale) / (denominator * 10n ** BigInt(decimalsOf(to)));
  const text = digits.toString().padStart(rateDecimals + 1, '0');
  return `${text.slice(0, -rateDecimals)}.${text.slice(-rateDecimals)}`;
}
