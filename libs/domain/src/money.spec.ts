import fc from 'fast-check';
import { currencies, decimalsOf, inMajorUnits, isCurrency, sumOf } from './money.js';

describe('an amount in major units', () => {
  it.each([
    [2000n, 'hkd', '20.00'],
    [5n, 'hkd', '0.05'],
    [-123450n, 'usd', '-1234.50'],
    [-5n, 'usd', '-0.05'],
    [0n, 'usd', '0.00'],
    [500n, 'jpy', '500'],
    [0n, 'jpy', '0'],
    [-7n, 'jpy', '-7'],
    [12340n, 'kwd', '12.340'],
    [5n, 'kwd', '0.005'],
    [99999999999999999999n, 'usd', '999999999999999999.99'],
  ])('of %s %s is %s', (amount, currency, text) =>
    expect(inMajorUnits({ amount, currency })).toBe(text),
  );
  it('loses nothing: without its point it is the amount again', () =>
    fc.assert(
      fc.property(fc.bigInt(), fc.constantFrom(...currencies), (amount, currency) => {
        expect(BigInt(inMajorUnits({ amount, currency }).replace('.', ''))).toBe(amount);
      }),
    ));
  it('is not guessed for an unknown currency', () =>
    expect(() => inMajorUnits({ amount: 1n, currency: 'xxx' })).toThrow('Unknown currency'));
});

describe('the currencies', () => {
  it('have no, two or three decimals', () =>
    expect([decimalsOf('jpy'), decimalsOf('hkd'), decimalsOf('kwd')]).toEqual([0, 2, 3]));
  it('are named in lower case, once', () => {
    expect(isCurrency('hkd')).toBe(true);
    expect(isCurrency('HKD')).toBe(false);
    expect(isCurrency('')).toBe(false);
    expect(new Set(currencies).size).toBe(currencies.length);
  });
});

it('sums amounts, and none to zero', () => {
  expect(sumOf([1n, -3n, 5n])).toBe(3n);
  expect(sumOf([])).toBe(0n);
});
