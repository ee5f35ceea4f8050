// What a merchant pays for a capture, and the tax on that. Integers only; half a minor unit rounds up.
import { basisPoints } from './convert.js';

/** `percentBps` hundredths of a percent of the amount, and `fixed` minor units once for a charge. */
export type FeeRate = {
  readonly percentBps: number;
  readonly fixed: bigint;
  /** Of the fee, in hundredths of a percent. */
  readonly taxBps: number;
};

/** What an account pays by payment method; a method that is left out is free. */
export type FeeSchedule = {
  readonly methods: Readonly<Record<string, Pick<FeeRate, 'percentBps' | 'fixed'>>>;
  readonly taxBps: number;
};

/** The rate of one payment method; null if it costs nothing. */
export function feeRateOf(schedule: FeeSchedule | null, method: string): FeeRate | null {
  const own = schedule !== null && Object.hasOwn(schedule.methods, method);
  const rate = own ? schedule.methods[method] : undefined;
  return schedule === null || rate === undefined ? null : { ...rate, taxBps: schedule.taxBps };
}

const shareOf = (amount: bigint, bps: number) =>
  (amount * BigInt(bps) + basisPoints / 2n) / basisPoints;

function feeOf({ percentBps, fixed, taxBps }: FeeRate, captured: bigint) {
  const fee = captured === 0n ? 0n : shareOf(captured, percentBps) + fixed;
  return { fee, tax: shareOf(fee, taxBps) };
}

/**
 * The fee and its tax of a capture of `amount`, after `before` of the charge was captured. It is
 * what the whole costs less what was paid for: a charge captured in parts costs what it costs in one.
 */
export function captureFee(
  rate: FeeRate | null,
  before: bigint,
  amount: bigint,
): { readonly fee: bigint; readonly tax: bigint } {
  if (rate === null) return { fee: 0n, tax: 0n };
  const paid = feeOf(rate, before);
  const due = feeOf(rate, before + amount);
  return { fee: due.fee - paid.fee, tax: due.tax - paid.tax };
}
