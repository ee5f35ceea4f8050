// Exact conversion between currencies: integers and a rational rate, never a float.

/** `numerator / denominator` minor units of one currency for one minor unit of another; both above zero. */
export type Rate = { readonly numerator: bigint; readonly denominator: bigint };

/** A hundredth of a percent: 10 000 of them are the whole. */
export const basisPoints = 10_000n;

const ceilDiv = (dividend: bigint, divisor: bigint) => (dividend + divisor - 1n) / divisor;

/**
 * What `amount` minor units come to at that rate, rounded down, and the part of it that the house
 * keeps, rounded up: whatever is lost by rounding is never given away. `net + margin = gross`.
 */
export function convert(
  amount: bigint,
  { numerator, denominator }: Rate,
  marginBps: number,
): { readonly gross: bigint; readonly margin: bigint; readonly net: bigint } {
  if (amount < 0n || numerator <= 0n || denominator <= 0n) throw new Error('Not to be converted');
  const gross = (amount * numerator) / denominator;
  const margin = ceilDiv(gross * BigInt(marginBps), basisPoints);
  return { gross, margin, net: gross - margin };
}
