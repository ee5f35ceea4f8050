// What our secrets look like: `sk_test_…`, `pk_live_…`, `op_…`, each with 40 characters of its own.
// The first eight of them find the secret's row; the other 32 are what nobody can guess.
import { createHmac, randomBytes, type KeyObject } from 'node:crypto';
import type { KeyKind } from '../edge/caller.js';

/** What may stand in an `Authorization` header: a key, or an access token made with OAuth. */
export type BearerKind = KeyKind | 'token';
/** The secret of an OAuth client opens nothing by itself: it is exchanged for a token. */
export type SecretKind = BearerKind | 'client';

export type ParsedKey = {
  readonly kind: BearerKind;
  /** Null for the operator's key, which stands above both modes. */
  readonly livemode: boolean | null;
  readonly prefix: string;
  readonly last4: string;
};

const starts: Readonly<Record<SecretKind, string>> = {
  client: 'ocs',
  operator: 'op',
  publishable: 'pk',
  restricted: 'rk',
  secret: 'sk',
  token: 'at',
};
const kinds: Readonly<Record<string, BearerKind>> = {
  at: 'token',
  op: 'operator',
  pk: 'publishable',
  rk: 'restricted',
  sk: 'secret',
};
const shape = /^(?:(sk|pk|rk|at)_(test|live)|(op))_([A-Za-z0-9]{24,128})$/;
const lookupLength = 8;

/** The parts of a key or token; none if it cannot be one of ours. */
export function parseKey(key: string): ParsedKey | undefined {
  const match = shape.exec(key);
  if (match === null) return undefined;
  const [, merchant, mode, operator, body] = match;
  return {
    kind: kinds[merchant ?? operator!]!,
    livemode: mode === undefined ? null : mode === 'live',
    prefix: key.slice(0, key.length - body!.length + lookupLength),
    last4: key.slice(-4),
  };
}

const publicStart = (key: string) =>
  /^(?:(?:sk|pk|rk|at)_(?:test_|live_)|op_)/.exec(key)?.[0] ?? '';

/** How a message names a key: `sk_test_****abcd`. */
export const maskedKey = (prefix: string, last4: string): string =>
  `${publicStart(prefix)}****${last4.replace(/[^\w.-]/g, '*')}`;

/** The same for a text that may be no key of ours, or hardly longer than what would be shown. */
export const maskKey = (key: string): string =>
  maskedKey(key, key.length > publicStart(key).length + 8 ? key.slice(-4) : '');

type NewSecret = { readonly kind: SecretKind; readonly livemode: boolean };

/** A secret that nobody has seen before. */
export const newKey = (of: NewSecret): string => opening(of) + bodyFrom(randomBytes(40));

/** The secret of an operation: the same one however often the operation is repeated. */
export function deriveKey(secret: KeyObject, operationKey: string, of: NewSecret): string {
  const digest = createHmac('sha512', secret)
    .update(`key\n${operationKey}\n${opening(of)}`)
    .digest();
  return opening(of) + bodyFrom(digest.subarray(0, 40));
}

function opening({ kind, livemode }: NewSecret): string {
  if (kind === 'operator') return 'op_';
  return `${starts[kind]}_${livemode ? 'live' : 'test'}_`;
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

// 256 is no multiple of 62, which costs a fraction of a bit per character; there are forty.
const bodyFrom = (bytes: Buffer): string =>
  Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join('');
