import fc from 'fast-check';
import { sumOf } from '../money.js';
import { capturedFundsAvailableAt, dayMs } from './availability.js';
import { basisPoints, convert } from './convert.js';
import { captureFee, feeRateOf, type FeeRate } from './fees.js';
import { splitByWeights } from './split.js';

const amount = fc.bigInt({ min: 0n, max: 10n ** 12n });
const bps = fc.integer({ min: 0, max: 10_000 });

describe('the fee of a capture', () => {
  const rate: FeeRate = { percentBps: 340, fixed: 235n, taxBps: 1000 };
  it('is a share and a fixed amount, and a tax on these', () =>
    expect(captureFee(rate, 0n, 10_000n)).toEqual({ fee: 575n, tax: 58n }));
  it('rounds half a minor unit up, and less than half down', () => {
    const one: FeeRate = { percentBps: 50, fixed: 0n, taxBps: 0 };
    expect(captureFee(one, 0n, 99n).fee).toBe(0n);
    expect(captureFee(one, 0n, 100n).fee).toBe(1n);
  });
  it('is nothing without a rate', () =>
    expect(captureFee(null, 0n, 10_000n)).toEqual({ fee: 0n, tax: 0n }));
  it('is the same in the end, however the charge is captured', () =>
    fc.assert(
      fc.property(
        fc.record({ percentBps: bps, fixed: amount, taxBps: bps }),
        fc.array(amount, { minLength: 1, maxLength: 6 }),
        (any, parts) => {
          let before = 0n;
          const fees = parts.map((part) => {
            const fee = captureFee(any, before, part);
            before += part;
            return fee;
          });
          expect({
            fee: sumOf(fees.map((f) => f.fee)),
            tax: sumOf(fees.map((f) => f.tax)),
          }).toEqual(captureFee(any, 0n, before));
          for (const { fee, tax } of fees) expect(fee >= 0n && tax >= 0n).toBe(true);
        },
      ),
    ));
  it('is that of the payment method, with the tax of the schedule', () => {
    const schedule = { methods: { card: { percentBps: 340, fixed: 235n } }, taxBps: 1000 };
    expect(feeRateOf(schedule, 'card')).toEqual(rate);
    expect(feeRateOf(schedule, 'fps')).toBeNull();
    expect(feeRateOf(schedule, 'constructor')).toBeNull();
    expect(feeRateOf(null, 'card')).toBeNull();
  });
});

describe('a conversion', () => {
  const rate = fc.record({
    numerator: fc.bigInt({ min: 1n, max: 10n ** 9n }),
    denominator: fc.bigInt({ min: 1n, max: 10n ** 9n }),
  });
  it('loses nothing but less than a minor unit, and never to the merchant', () =>
    fc.assert(
      fc.property(amount, rate, bps, (from, at, marginBps) => {
        const { gross, margin, net } = convert(from, at, marginBps);
        expect(net + margin).toBe(gross);
        const exact = from * at.numerator;
        expect(gross * at.denominator <= exact).toBe(true);
        expect((gross + 1n) * at.denominator > exact).toBe(true);
        const wanted = gross * BigInt(marginBps);
        expect(margin * basisPoints >= wanted).toBe(true);
        expect((margin - 1n) * basisPoints < wanted).toBe(true);
        expect(net >= 0n).toBe(true);
      }),
    ));
  it('there and back again makes no money', () =>
    fc.assert(
      fc.property(amount, rate, bps, (from, at, marginBps) => {
        const back = { numerator: at.denominator, denominator: at.numerator };
        expect(convert(convert(from, at, marginBps).net, back, marginBps).net <= from).toBe(true);
      }),
    ));
  it.each([
    [-1n, { numerator: 1n, denominator: 1n }],
    [1n, { numerator: 0n, denominator: 1n }],
    [1n, { numerator: 1n, denominator: 0n }],
  ])('of %d at %o is a bug', (from, at) => expect(() => convert(from, at, 0)).toThrow());
});

describe('a split', () => {
  const weights = fc
    .array(fc.bigInt({ min: 0n, max: 10n ** 6n }), { minLength: 1, maxLength: 8 })
    .filter((all) => sumOf(all) > 0n);
  it('adds up, and no part is a minor unit away from its weight', () =>
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), weights, (whole, by) => {
        const parts = splitByWeights(whole, by);
        const total = sumOf(by);
        expect(sumOf(parts)).toBe(whole);
        parts.forEach((part, index) => {
          const distance = part * total - whole * (by[index] ?? 0n);
          expect(distance < total && -distance < total).toBe(true);
        });
      }),
    ));
  it('gives what is left to the largest remainders', () =>
    expect(splitByWeights(10n, [1n, 1n, 1n])).toEqual([4n, 3n, 3n]));
  it('by nothing is a bug', () => {
    expect(() => splitByWeights(1n, [0n])).toThrow();
    expect(() => splitByWeights(1n, [])).toThrow();
    expect(() => splitByWeights(1n, [2n, -1n])).toThrow();
  });
});

describe('captured money', () => {
  const monday = Date.UTC(2026, 0, 5);
  const card = null;
  it.each([monday, monday + 1, monday + dayMs - 1])('of %d is available a week later', (at) =>
    expect(capturedFundsAvailableAt({ card }, at)).toBe(Date.UTC(2026, 0, 12)),
  );
  it('of the next day is available a day later', () =>
    expect(capturedFundsAvailableAt({ card }, monday + dayMs)).toBe(Date.UTC(2026, 0, 13)));
});
