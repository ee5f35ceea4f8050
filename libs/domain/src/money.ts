// Money is an integer count of a currency's smallest unit. There is no float anywhere near it.

/** `amount` is in minor units (cents, yen, fils); `currency` is an ISO 4217 code in lower case. */
export type Money = { readonly amount: bigint; readonly currency: string };

const zeroDecimal = 'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf';
const threeDecimal = 'bhd jod kwd omr tnd';
const twoDecimal =
  'usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp bzd cad ' +
  'cdf chf cny cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl ' +
  'htg huf idr ils inr isk jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop ' +
  'mro mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub ' +
  'sar sbd scr sek sgd shp sos srd std szl thb tjs top try ttd twd tzs uah ugx uyu uzs wst xcd ' +
  'yer zar zmw';

const decimals: ReadonlyMap<string, number> = new Map([
  ...zeroDecimal.split(' ').map((code) => [code, 0] as const),
  ...twoDecimal.split(' ').map((code) => [code, 2] as const),
  ...threeDecimal.split(' ').map((code) => [code, 3] as const),
]);

/** Every currency that an amount may be in, in lower case. */
export const currencies: readonly string[] = [...decimals.keys()];

export const isCurrency = (code: string): boolean => decimals.has(code);

/** How many decimals the currency's major unit has: 0, 2 or 3. */
export function decimalsOf(currency: string): number {
  const digits = decimals.get(currency);
  if (digits === undefined) throw new Error(`Unknown currency ${currency}`);
  return digits;
}

/** The amount in major units as plain text, such as `-1234.50`; exact, for files and messages. */
export function inMajorUnits({ amount, currency }: Money): string {
  const digits = decimalsOf(currency);
  const sign = amount < 0n ? '-' : '';
  const text = (amount < 0n ? -amount : amount).toString().padStart(digits + 1, '0');
  if (digits === 0) return sign + text;
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

export const sumOf = (amounts: Iterable<bigint>): bigint => {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum;
};
