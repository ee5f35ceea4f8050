// Public ids carry their stream: the 22 characters after the prefix are the stream's 128 bits, and
// those hold the routing number that fixes the log partition. So a refund id alone is enough to
// find the partition and the stream of its charge.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { base62, fromBase62 } from './base62.js';

/** The 128 bits of a stream as 22 base-62 characters: 48 bits time, 16 bits routing, 64 bits entropy. */
export type Core = string;
export type IdPrefix =
  | 'acct'
  | 'brk'
  | 'bst'
  | 'cap'
  | 'card'
  | 'ch'
  | 'clock'
  | 'cus'
  | 'du'
  | 'evt'
  | 'file'
  | 'frr'
  | 'fx'
  | 'pi'
  | 'pm'
  | 'po'
  | 're'
  | 'rsv'
  | 'seti'
  | 'src'
  | 'stl'
  | 'tok'
  | 'txn'
  | 'we'
  | 'wj';

const coreLength = 22;
const suffixLength = 11;

const digest = (parts: readonly string[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest();
};

/**
 * The core of a new stream. It derives from `parts` (merchant, mode, idempotency key), so that two
 * gateways racing on one key, or one that crashed and tries again, name the same stream.
 * `timeMs` comes first, which keeps the indexes of new streams close together.
 */
export function deriveCore(timeMs: number, ...parts: readonly string[]): Core {
  const entropy = digest([String(timeMs), ...parts]).readBigUInt64BE(0);
  const routing = BigInt(digest(['routing', ...parts, String(timeMs)]).readUInt16BE(0));
  return base62((BigInt(timeMs) << 80n) | (routing << 64n) | entropy, coreLength);
}

/**
 * The stream of what an account is owed in one mode: its payouts, reserves, conversions and reports
 * stand there.
 */
export const merchantCore = (accountId: string, livemode: boolean): Core =>
  deriveCore(timeOfId(accountId) ?? 0, 'merchant', accountId, livemode ? 'live' : 'test');

/** The part of an id that tells objects of one stream apart: 11 characters derived from `parts`. */
export const deriveSuffix = (...parts: readonly string[]): string =>
  base62(digest(parts).readBigUInt64BE(0), suffixLength);

/** A command's id as a UUID: the same request is the same command, however often it is sent. */
export function deriveCommandId(...parts: readonly string[]): string {
  return asUuid(digest(['command', ...parts]).readBigUInt64BE(0), digest(parts).readBigUInt64BE(8));
}

function asUuid(high: bigint, low: bigint): string {
  const hex = high.toString(16).padStart(16, '0') + low.toString(16).padStart(16, '0');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

export const idOf = (prefix: IdPrefix, core: Core, suffix = ''): string =>
  `${prefix}_${core}${suffix}`;

export type ParsedId = { readonly prefix: string; readonly core: Core; readonly suffix: string };

/** The parts of an id of ours; none if it cannot be one. It says nothing about its existence. */
export function parseId(id: string): ParsedId | undefined {
  const underscore = id.indexOf('_');
  if (underscore < 1 || id.length > 64) return undefined;
  const core = id.slice(underscore + 1, underscore + 1 + coreLength);
  const suffix = id.slice(underscore + 1 + coreLength);
  const bits = core.length === coreLength ? fromBase62(core) : undefined;
  if (bits === undefined || bits >> 128n !== 0n) return undefined;
  if (fromBase62(suffix) === undefined) return undefined;
  return { prefix: id.slice(0, underscore), core, suffix };
}

function bitsOf(core: Core): bigint {
  const bits = fromBase62(core);
  if (bits === undefined || core.length !== coreLength)
    throw new Error(`Not a stream core: ${core}`);
  return bits;
}

/** The stream's key in the event store. */
export function streamIdOf(core: Core): string {
  const bits = bitsOf(core);
  return asUuid(bits >> 64n, bits & 0xffff_ffff_ffff_ffffn);
}

/** The core back from the event store's key. */
export const coreOf = (streamId: string): Core =>
  base62(BigInt(`0x${streamId.replaceAll('-', '')}`), coreLength);

/** The log partition of a stream: fixed for ever by its id and the installation's partition count. */
export const partitionOf = (core: Core, partitions: number): number =>
  Number((bitsOf(core) >> 64n) & 0xffffn) % partitions;

/** The public event made by the `index`-th consequence of a stream's event at `version`. */
export const eventIdOf = (core: Core, version: number, index: number): string =>
  idOf('evt', core, base62(BigInt(version), 5) + base62(BigInt(index), 2));

/**
 * The balance transaction of a capture, a refund, a dispute, a payout, a reserve or a conversion, or
 * of the charge itself if captured at once. `reversal`: the later one that gives the money of a failed
 * or canceled refund or payout, or of a dispute that was won, back to the merchant; of a conversion,
 * the one in the new currency.
 */
export function balanceTransactionIdOf(sourceId: string, reversal = false): string {
  const source = parseId(sourceId);
  if (source === undefined) throw new Error(`No balance transaction for ${sourceId}`);
  return idOf('txn', source.core, source.suffix + (reversal ? 'F' : ''));
}

/** When the stream of an id was opened, in milliseconds; none if it is no id of ours. */
export function timeOfId(id: string): number | undefined {
  const parsed = parseId(id);
  return parsed && Number(bitsOf(parsed.core) >> 80n);
}

const clientSecretLength = 25;

/**
 * What lets a payer's browser see and confirm one intent: `<id>_secret_<25 characters>`. It is
 * computed whenever it is shown and stored nowhere; who has `secretKey` can make all of them.
 */
export function clientSecretOf(id: string, secretKey: Buffer): string {
  const bits = createHmac('sha256', secretKey).update(`client secret of ${id}`).digest('hex');
  return `${id}_secret_${base62(BigInt(`0x${bits}`), clientSecretLength).slice(-clientSecretLength)}`;
}

/** Whether it is the client secret of that id; takes as long for a wrong one as for the right one. */
export function isClientSecret(id: string, given: string, secretKey: Buffer): boolean {
  const [right, asked] = [Buffer.from(clientSecretOf(id, secretKey)), Buffer.from(given)];
  return right.length === asked.length && timingSafeEqual(right, asked);
}
