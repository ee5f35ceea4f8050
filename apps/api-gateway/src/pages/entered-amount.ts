import { decimalsOf } from '@ledgerway/domain';

/** The minor units of an amount as people write it, `128.50`; undefined if it is none. */
export function enteredAmount(text: string, currency: string): bigint | undefined {
  const places = decimalsOf(currency);
  const [, units, decimals = ''] = /^(\d{1,6})(?:\.(\d+))?$/.exec(text.trim()) ?? [];
  if (units === undefined || decimals.length > places) return undefined;
  const amount = BigInt(units + decimals.padEnd(places, '0'));
  return amount > 0n ? amount : undefined;
}
