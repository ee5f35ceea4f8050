import { crc16 } from './crc16.js';
import { readEmvFields } from './emv-fields.js';
import {
  accountTag,
  currencyCodes,
  isFpsCurrency,
  referenceTag,
  scheme,
  shape,
  tag,
  type FpsCurrency,
  type FpsPayload,
} from './fps-format.js';
import { fromHongKongTime } from './hong-kong-time.js';

export const fpsRefusals = ['bad_checksum', 'bad_fields', 'bad_value', 'not_fps'] as const;
export type FpsRefusal = (typeof fpsRefusals)[number];
export type ParsedFpsPayload =
  | { readonly ok: true; readonly payload: FpsPayload & { readonly mcc: string } }
  | { readonly ok: false; readonly reason: FpsRefusal };

const refuse = (reason: FpsRefusal): ParsedFpsPayload => ({ ok: false, reason });

/** Reads the code of one payment; refuses a damaged one, and one without amount or reference. */
export function parseFpsPayload(text: string): ParsedFpsPayload {
  const checksum = text.slice(-4);
  if (crc16(text.slice(0, -4)) !== checksum) return refuse('bad_checksum');
  const fields = readEmvFields(text);
  const account = readEmvFields(fields?.get(tag.account) ?? '');
  const additional = readEmvFields(fields?.get(tag.additional) ?? '');
  if (fields === undefined || account === undefined || additional === undefined)
    return refuse('bad_fields');
  if ([...fields.keys()].at(-1) !== tag.checksum || fields.get(tag.checksum) !== checksum)
    return refuse('bad_fields');
  if (account.get(accountTag.scheme) !== scheme) return refuse('not_fps');
  return valuesOf(fields, account, additional);
}

type Fields = ReadonlyMap<string, string>;

function valuesOf(fields: Fields, account: Fields, additional: Fields): ParsedFpsPayload {
  const currency = currencyFrom(fields.get(tag.currency));
  const amount = amountFrom(fields.get(tag.amount));
  const expiry = account.get(accountTag.expiry);
  const expiresAt = expiry === undefined ? undefined : fromHongKongTime(expiry);
  const texts = {
    fpsId: account.get(accountTag.fpsId) ?? '',
    merchantName: fields.get(tag.name) ?? '',
    reference: additional.get(referenceTag) ?? '',
    mcc: fields.get(tag.mcc) ?? '',
  };
  if (currency === undefined || amount === undefined) return refuse('bad_value');
  if (expiry !== undefined && expiresAt === undefined) return refuse('bad_value');
  const wellShaped =
    shape.fpsId.test(texts.fpsId) &&
    shape.name.test(texts.merchantName) &&
    shape.reference.test(texts.reference) &&
    shape.mcc.test(texts.mcc);
  if (!wellShaped) return refuse('bad_value');
  const payload = { ...texts, amount, currency, ...(expiresAt !== undefined && { expiresAt }) };
  return { ok: true, payload };
}

const currencyFrom = (code: string | undefined): FpsCurrency | undefined =>
  Object.keys(currencyCodes)
    .filter(isFpsCurrency)
    .find((currency) => currencyCodes[currency] === code);

/** Both currencies have two decimals, of which a code may leave out trailing ones. */
function amountFrom(text: string | undefined): bigint | undefined {
  const [, units, decimals = ''] = shape.amount.exec(text ?? '') ?? [];
  const amount = units === undefined ? 0n : BigInt(units + decimals.padEnd(2, '0'));
  return amount > 0n ? amount : undefined;
}
