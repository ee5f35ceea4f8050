import { inMajorUnits, type Money } from '@ledgerway/domain';

const symbols: Readonly<Record<string, string>> = {
  cny: 'CN¥',
  eur: '€',
  gbp: '£',
  hkd: 'HK$',
  jpy: '¥',
  usd: '$',
};

/** An amount for people, in messages: `$1,234.50`, `HK$30.00`, `30.000 KWD`. */
export function shownAmount(money: Money): string {
  const text = inMajorUnits(money).replace(/\B(?=(\d{3})+(?!\d)(?=\.|$))/g, ',');
  const symbol = symbols[money.currency];
  return symbol === undefined ? `${text} ${money.currency.toUpperCase()}` : symbol + text;
}
