import { convert } from '@ledgerway/domain';
import { rateFrom } from './conversion-rate.js';

const net = (amount: bigint, rate: string, from: string, to: string) =>
  convert(amount, rateFrom(rate, from, to), 0).net;

describe('a rate as people say it', () => {
  it.each([
    ['hkd for usd', 100n, '7.8', 'usd', 'hkd', 780n],
    ['usd for hkd', 780n, '0.1282', 'hkd', 'usd', 99n],
    ['a currency without decimals', 1_000n, '19.21', 'hkd', 'jpy', 192n],
    ['a currency with three decimals', 1_000n, '0.039', 'hkd', 'kwd', 390n],
    ['from three decimals', 1_000n, '25.5', 'kwd', 'hkd', 2_550n],
    ['a whole number', 5n, '2', 'usd', 'eur', 10n],
  ])('is exact between minor units: %s', (_, amount, rate, from, to, expected) =>
    expect(net(amount, rate, from, to)).toBe(expected),
  );
});
