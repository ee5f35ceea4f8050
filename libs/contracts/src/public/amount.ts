// How the public API shows money and time: plain JSON integers.

/** The exception: a rate or a share, for people. Nothing is computed from it. */
export type Fraction = number & { readonly fraction?: true };

/** Minor units as a JSON integer. Throws beyond what JSON readers keep exact: that is a bug. */
export function publicAmount(minorUnits: bigint | string): number {
  const amount = Number(minorUnits);
  if (!Number.isSafeInteger(amount)) throw new Error(`Not an exact amount: ${minorUnits}`);
  return amount;
}

/** Unix seconds of a time in milliseconds. */
export const publicTime = (atMs: number): number => Math.floor(atMs / 1000);
