// How the text of a parameter becomes a value. Strict: what could mean two things is refused.
import { maxMetadataKeys } from '@ledgerway/domain';
import { invalidRequest, unknownParameter } from '../errors.js';
import type { TimeRange } from '../queries/page.js';
import { IndexedList } from './indexed-list.js';
import {
  accepted,
  isUnset,
  refused,
  type Parsed,
  type RawParams,
  type Reader,
} from './parse-params.js';

/** The scalar as text; nothing if it is a list or an object. JSON's scalars are read as text too. */
function scalar(raw: unknown): string | undefined {
  if (typeof raw === 'string') return raw;
  return typeof raw === 'number' || typeof raw === 'boolean' ? String(raw) : undefined;
}

const isObject = (raw: unknown): raw is RawParams =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw);

/** Names with values, whatever the names are: also `0`, `1`, … */
const isMap = (raw: unknown): raw is RawParams => isObject(raw) || raw instanceof IndexedList;

/** The caller's text in a message, unless it is long or could be the number of a card. */
function quoted(text: string | undefined): string {
  const digits = text?.replace(/[ -]/g, '') ?? '';
  const showable = text !== undefined && text.length <= 40 && !/\d{12}/.test(digits);
  return showable ? `: ${text}` : '';
}

export const readText: Reader = (raw, path) => {
  if (isUnset(raw)) return accepted(undefined);
  const text = scalar(raw);
  return text === undefined
    ? refused(invalidRequest('Invalid string', { param: path }))
    : accepted(text);
};

/** As `readText`, but empty text clears what was set before: it reads as null. */
export const readClearableText: Reader = (raw, path) =>
  isUnset(raw) ? accepted(null) : readText(raw, path);

function invalidInteger(raw: unknown, path: string) {
  const message = `Invalid integer${quoted(scalar(raw))}`;
  return refused(invalidRequest(message, { code: 'parameter_invalid_integer', param: path }));
}

export const readInteger: Reader = (raw, path) => {
  if (isUnset(raw)) return accepted(undefined);
  const text = scalar(raw);
  const value = text !== undefined && /^-?\d+$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(value) ? accepted(value) : invalidInteger(raw, path);
};

/** As `readInteger`, but empty text clears what was set before: it reads as null. */
export const readClearableInteger: Reader = (raw, path) =>
  isUnset(raw) ? accepted(null) : readInteger(raw, path);

/** More digits than any amount has: what is beyond is refused before anything stores it. */
export const maxAmountDigits = 15;

/** Minor units as a bigint, at least 1. */
export const readAmount: Reader = (raw, path) => {
  if (isUnset(raw)) return accepted(undefined);
  const text = scalar(raw);
  if (text === undefined || !/^-?\d+$/.test(text)) return invalidInteger(raw, path);
  if (text.replace(/^-?0*/, '').length > maxAmountDigits)
    return refused(
      invalidRequest('This amount is too large.', { code: 'amount_too_large', param: path }),
    );
  if (BigInt(text) >= 1n) return accepted(BigInt(text));
  const message = 'This value must be greater than or equal to 1.';
  return refused(invalidRequest(message, { code: 'parameter_invalid_integer', param: path }));
};

export const readFlag: Reader = (raw, path) => {
  if (isUnset(raw)) return accepted(undefined);
  const text = scalar(raw);
  // Old SDKs for Python spell a flag as that language does.
  if (text === 'true' || text === 'True') return accepted(true);
  if (text === 'false' || text === 'False') return accepted(false);
  return refused(invalidRequest(`Invalid boolean${quoted(text)}`, { param: path }));
};

/** A list of texts; an empty value is an empty list, as some SDKs spell it. */
export const readTextList: Reader = (raw, path) => {
  if (isUnset(raw)) return accepted([]);
  const texts = Array.isArray(raw) ? raw.map(scalar) : [undefined];
  return texts.every((text) => text !== undefined && text !== '')
    ? accepted(texts)
    : refused(invalidRequest('Invalid array', { param: path }));
};

/** Unix seconds, or an object of bounds. A single number is that second. */
export const readTimeRange: Reader = (raw, path) => {
  if (isUnset(raw)) return accepted(undefined);
  if (!isObject(raw)) {
    const second = readInteger(raw, path) as Parsed<number>;
    return second.ok ? accepted({ gte: second.value, lte: second.value }) : second;
  }
  const range: TimeRange = {};
  for (const [bound, value] of Object.entries(raw)) {
    if (bound !== 'gt' && bound !== 'gte' && bound !== 'lt' && bound !== 'lte')
      return refused(unknownParameter(`${path}[${bound}]`));
    const read = readInteger(value, `${path}[${bound}]`) as Parsed<number>;
    if (!read.ok) return read;
    if (read.value !== undefined) range[bound] = read.value;
  }
  return accepted(range);
};

export const maxMetadataKeyLength = 40;
export const maxMetadataValueLength = 500;

/** Changes to metadata: empty text removes a key, and null instead of an object removes them all. */
export const readMetadataChanges: Reader = (raw, path) => {
  if (isUnset(raw)) return accepted(null);
  if (!isMap(raw)) return refused(invalidRequest('Invalid object', { param: path }));
  const entries = Object.entries(raw).map(([key, value]) => [key, value === null ? '' : value]);
  if (entries.length > maxMetadataKeys)
    return metadataRefused(`Metadata can have up to ${maxMetadataKeys} keys`, path);
  for (const [key, value] of entries as [string, unknown][]) {
    const where = `${path}[${key}]`;
    if (key === '' || key.length > maxMetadataKeyLength)
      return metadataRefused(`Metadata keys have 1 to ${maxMetadataKeyLength} characters`, path);
    if (/[[\]]/.test(key))
      return metadataRefused('Metadata keys cannot have square brackets', path);
    const text = scalar(value);
    if (text === undefined) return metadataRefused('Metadata values are texts', where);
    if (text.length > maxMetadataValueLength)
      return metadataRefused(
        `Metadata values can have up to ${maxMetadataValueLength} characters`,
        where,
      );
  }
  return accepted(Object.fromEntries(entries.map(([key, value]) => [key, scalar(value)])));
};

const metadataRefused = (message: string, param: string) =>
  refused(invalidRequest(message, { param }));

/** The metadata of a new object. */
export const readMetadata: Reader = (raw, path) => {
  const read = readMetadataChanges(raw, path) as Parsed<Record<string, string> | null>;
  if (!read.ok) return read;
  const entries = Object.entries(read.value ?? {}).filter(([, value]) => value !== '');
  return accepted(Object.fromEntries(entries));
};

type ParseObject = (raw: RawParams, path: string) => Parsed<unknown>;

export const readObject =
  (parse: ParseObject): Reader =>
  (raw, path) => {
    if (isUnset(raw)) return accepted(undefined);
    return isObject(raw)
      ? parse(raw, path)
      : refused(invalidRequest('Invalid object', { param: path }));
  };

/** As `readObject`, but empty text clears what was set before: it reads as null. */
export const readClearableObject =
  (parse: ParseObject): Reader =>
  (raw, path) =>
    isUnset(raw) ? accepted(null) : readObject(parse)(raw, path);

/** A documented parameter that this gateway does not act on: accepted, whatever it says. */
export const readNothing: Reader = () => accepted(undefined);
