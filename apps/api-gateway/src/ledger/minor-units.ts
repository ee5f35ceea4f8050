/** Signed minor units as a JSON integer. */
export function minorUnits(text: string): number {
  const amount = Number(text);
  if (!Number.isSafeInteger(amount)) throw new Error(`Not an exact amount: ${text}`);
  return amount;
}
