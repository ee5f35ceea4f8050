// The kinds of value an environment variable may hold. A parser answers with the value, or with
// `undefined` when the text is not one; what was expected is said by the setting, in words.
import { isIP } from 'node:net';

/** `default` wins over `optional`. A `secret` setting is never quoted in an error message. */
export type SettingOptions<T> = { default?: T; optional?: true; secret?: true };

/** One variable: its name, the words for what it may hold, and how its text becomes a value. */
export type Setting<T> = {
  readonly variable: string;
  readonly expected: string;
  readonly secret: boolean;
  readonly required: boolean;
  readonly fallback: T | undefined;
  /** Whether `NAME=` means an empty value (lists) rather than "not set" (everything else). */
  readonly emptyIsValue: boolean;
  parse(text: string): T | undefined;
};

type Value<T, O> = O extends { default: unknown }
  ? T
  : O extends { optional: true }
    ? T | undefined
    : T;
type Kind<T> = { expected: string; emptyIsValue?: boolean; parse: (text: string) => T | undefined };

function make<T, O extends SettingOptions<T>>(
  variable: string,
  kind: Kind<T>,
  options: O | undefined,
): Setting<Value<T, O>> {
  const made: Setting<T> = {
    variable,
    expected: kind.expected,
    secret: options?.secret === true,
    required: options?.default === undefined && options?.optional !== true,
    fallback: options?.default,
    emptyIsValue: kind.emptyIsValue === true,
    parse: kind.parse,
  };
  return made as Setting<Value<T, O>>;
}

type Range = { min?: number; max?: number };

function within(value: number, { min = -Infinity, max = Infinity }: Range): number | undefined {
  return value >= min && value <= max ? value : undefined;
}

function rangeInWords(noun: string, { min, max }: Range): string {
  if (min !== undefined && max !== undefined) return `${noun} from ${min} to ${max}`;
  if (min !== undefined) return `${noun} of at least ${min}`;
  return max === undefined ? noun : `${noun} of at most ${max}`;
}

const parseInteger = (range: Range) => (text: string) =>
  /^-?\d{1,15}$/.test(text) ? within(Number(text), range) : undefined;

const parseNumber = (range: Range) => (text: string) =>
  /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? within(Number(text), range) : undefined;

const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function parseDurationMs(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,12})(ms|s|m|h|d)$/.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * unitMs[unit as string]!;
}

function parseUrl(text: string, protocols: readonly string[]): string | undefined {
  if (!URL.canParse(text)) return undefined;
  return protocols.includes(new URL(text).protocol.slice(0, -1)) ? text : undefined;
}

const items = (text: string) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

function isCidr(text: string): boolean {
  const [, address, bits] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const version = isIP(address ?? '');
  return version !== 0 && Number(bits) <= (version === 4 ? 32 : 128);
}

function parseCidrs(text: string): readonly string[] | undefined {
  const ranges = items(text);
  return ranges.every(isCidr) ? ranges : undefined;
}

/** Where another service listens. */
export type Address = { readonly host: string; readonly port: number };

function parseAddress(text: string): Address | undefined {
  const [, host, port] = /^\[?([^\]\s]+?)\]?:(\d{1,5})$/.exec(text) ?? [];
  const number = within(Number(port), { min: 1, max: 65_535 });
  return host === undefined || number === undefined ? undefined : { host, port: number };
}

const parseFlag = (text: string) =>
  ({ true: true, on: true, '1': true, false: false, off: false, '0': false })[text.toLowerCase()];

/** Builders, one per kind: `setting.port('LEDGERWAY_PORT', { default: 4242 })`. */
export const setting = {
  text<const O extends SettingOptions<string>>(variable: string, options?: O) {
    return make<string, O>(variable, { expected: 'a text', parse: (text) => text }, options);
  },
  integer<const O extends SettingOptions<number> & Range>(variable: string, options?: O) {
    const expected = rangeInWords('a whole number', options ?? {});
    return make<number, O>(variable, { expected, parse: parseInteger(options ?? {}) }, options);
  },
  /** 0 asks the system for a free port. */
  port<const O extends SettingOptions<number>>(variable: string, options?: O) {
    const parse = parseInteger({ min: 0, max: 65_535 });
    return make<number, O>(variable, { expected: 'a port from 0 to 65535', parse }, options);
  },
  boolean<const O extends SettingOptions<boolean>>(variable: string, options?: O) {
    return make<boolean, O>(variable, { expected: 'true or false', parse: parseFlag }, options);
  },
  oneOf<const V extends string, const O extends SettingOptions<V>>(
    variable: string,
    values: readonly V[],
    options?: O,
  ) {
    const parse = (text: string) => values.find((value) => value === text);
    return make<V, O>(variable, { expected: `one of ${values.join(', ')}`, parse }, options);
  },
  /** The text of a URL whose scheme is one of `protocols` (http and https unless told). */
  url<const O extends SettingOptions<string> & { protocols?: readonly string[] }>(
    variable: string,
    options?: O,
  ) {
    const protocols = options?.protocols ?? ['http', 'https'];
    const expected = `a URL starting with ${protocols.map((p) => `${p}://`).join(' or ')}`;
    const parse = (text: string) => parseUrl(text, protocols);
    return make<string, O>(variable, { expected, parse }, options);
  },
  /** Comma-separated; set but empty is the empty list. */
  list<const O extends SettingOptions<readonly string[]>>(variable: string, options?: O) {
    const kind = { expected: 'a comma-separated list', emptyIsValue: true, parse: items };
    return make<readonly string[], O>(variable, kind, options);
  },
  /** Comma-separated address ranges such as `10.0.0.0/8,::1/128`; set but empty is none. */
  cidrs<const O extends SettingOptions<readonly string[]>>(variable: string, options?: O) {
    const expected = 'comma-separated address ranges such as 10.0.0.0/8,::1/128';
    const kind = { expected, emptyIsValue: true, parse: parseCidrs };
    return make<readonly string[], O>(variable, kind, options);
  },
  /** `host:port`; an IPv6 address stands in brackets. */
  address<const O extends SettingOptions<Address>>(variable: string, options?: O) {
    const kind = { expected: 'an address such as payments:4301', parse: parseAddress };
    return make<Address, O>(variable, kind, options);
  },
  /** Milliseconds, written with a unit: `250ms`, `10s`, `5m`, `24h`, `7d`. */
  durationMs<const O extends SettingOptions<number>>(variable: string, options?: O) {
    const expected = 'a duration such as 250ms, 10s, 5m, 24h or 7d';
    return make<number, O>(variable, { expected, parse: parseDurationMs }, options);
  },
  /** A number that may have a fraction: a ratio or a scale. */
  number<const O extends SettingOptions<number> & Range>(variable: string, options?: O) {
    const expected = rangeInWords('a number', options ?? {});
    return make<number, O>(variable, { expected, parse: parseNumber(options ?? {}) }, options);
  },
};
