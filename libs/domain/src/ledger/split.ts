// Splits an amount so that nothing is lost or made by rounding.

/**
 * The amount in parts that are as near to their weights as whole minor units allow and add up to it:
 * each part rounded down, and what is left goes to the largest remainders, the first first. Weights
 * are not negative and not all zero.
 */
export function splitByWeights(amount: bigint, weights: readonly bigint[]): bigint[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total <= 0n || weights.some((weight) => weight < 0n)) throw new Error('Nothing to split by');
  if (amount < 0n) return splitByWeights(-amount, weights).map((part) => -part);
  const parts = weights.map((weight) => (amount * weight) / total);
  let left = amount - parts.reduce((sum, part) => sum + part, 0n);
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (amount * weight) % total }))
    .sort((a, b) => (a.remainder === b.remainder ? 0 : a.remainder > b.remainder ? -1 : 1));
  for (const { index } of byRemainder) {
    if (left === 0n) break;
    parts[index] = (parts[index] ?? 0n) + 1n;
    left -= 1n;
  }
  return parts;
}
