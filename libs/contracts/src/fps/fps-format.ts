// What an FPS QR code says: the merchant-presented mode of EMVCo in the profile of Hong Kong's
// Faster Payment System. We write and read ASCII only, because readers disagree on whether a
// length counts bytes or characters.

export type FpsCurrency = 'hkd' | 'cny';

export type FpsPayload = {
  /** The payee's FPS identifier: 7 or 9 digits. */
  readonly fpsId: string;
  readonly merchantName: string;
  /** Minor units, more than zero. */
  readonly amount: bigint;
  readonly currency: FpsCurrency;
  /** The payer's bank sends it with the credit: 1 to 25 printable characters. */
  readonly reference: string;
  /** Unix milliseconds; the code carries whole seconds. Without it, the code never expires. */
  readonly expiresAt?: number;
  /** Merchant category code: four digits. */
  readonly mcc?: string;
};

export const tag = {
  format: '00',
  initiation: '01',
  account: '26',
  mcc: '52',
  currency: '53',
  amount: '54',
  country: '58',
  name: '59',
  city: '60',
  additional: '62',
  checksum: '63',
} as const;
/** Inside the account template. */
export const accountTag = { scheme: '00', fpsId: '02', expiry: '05' } as const;
/** Inside the additional data. */
export const referenceTag = '05';

export const scheme = 'hk.com.hkicl';

export const currencyCodes: Readonly<Record<FpsCurrency, string>> = { hkd: '344', cny: '156' };

export const isFpsCurrency = (currency: string): currency is FpsCurrency =>
  Object.hasOwn(currencyCodes, currency);

export const shape = {
  fpsId: /^(?:\d{7}|\d{9})$/,
  mcc: /^\d{4}$/,
  name: /^[\x20-\x7e]{1,25}$/,
  reference: /^[\x20-\x7e]{1,25}$/,
  /** At most 13 characters in all. */
  amount: /^(?=.{1,13}$)(0|[1-9]\d*)(?:\.(\d{1,2}))?$/,
} as const;
