import { inMajorUnits } from '@ledgerway/domain';
import { crc16 } from './crc16.js';
import { emvField } from './emv-fields.js';
import {
  accountTag,
  currencyCodes,
  referenceTag,
  scheme,
  shape,
  tag,
  type FpsPayload,
} from './fps-format.js';
import { hongKongTime } from './hong-kong-time.js';

/** A code for one payment; a printed one would be 11. */
const dynamic = '12';
/** Retail of other kinds. The profile allows the dummy 0000, on which some readers fail. */
const defaultMcc = '5999';
const maxNameLength = 25;

/**
 * The text of the QR code. A name is reduced to what ASCII can say of it: `NA` if that is nothing.
 * @throws Error for a value that no FPS code can carry; whoever calls has checked it
 */
export function fpsPayload(payload: FpsPayload): string {
  const { amount, currency, reference, fpsId, mcc = defaultMcc } = payload;
  const majorUnits = inMajorUnits({ amount, currency });
  if (!shape.fpsId.test(fpsId)) throw new Error('An FPS identifier has 7 or 9 digits');
  if (!shape.mcc.test(mcc)) throw new Error('A merchant category code has 4 digits');
  if (!shape.reference.test(reference)) throw new Error('Not an FPS reference');
  if (amount <= 0n || !shape.amount.test(majorUnits)) throw new Error('Not an FPS amount');
  const text = [
    emvField(tag.format, '01'),
    emvField(tag.initiation, dynamic),
    emvField(tag.account, account(payload)),
    emvField(tag.mcc, mcc),
    emvField(tag.currency, currencyCodes[currency]),
    emvField(tag.amount, majorUnits),
    emvField(tag.country, 'HK'),
    emvField(tag.name, asciiName(payload.merchantName)),
    emvField(tag.city, 'HK'),
    emvField(tag.additional, emvField(referenceTag, reference)),
    `${tag.checksum}04`, // The checksum covers its own id and length.
  ].join('');
  return text + crc16(text);
}

const account = ({ fpsId, expiresAt }: FpsPayload): string =>
  emvField(accountTag.scheme, scheme) +
  emvField(accountTag.fpsId, fpsId) +
  (expiresAt === undefined ? '' : emvField(accountTag.expiry, hongKongTime(expiresAt)));

function asciiName(name: string): string {
  const ascii = name.normalize('NFKD').replace(/[^\x20-\x7e]/g, '');
  return ascii.replace(/ +/g, ' ').trim().slice(0, maxNameLength).trim() || 'NA';
}
