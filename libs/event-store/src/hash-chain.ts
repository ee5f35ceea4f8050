// The events of a stream are chained: each hash covers the event and the hash before it, so a
// changed, removed or inserted event breaks every later hash of its stream.
//
// The hashed bytes are netstrings (`<length>:<bytes>,`): no two different events have the same
// bytes, and an auditor rebuilds them with a few lines in any language. In order: the domain tag,
// stream id, version, type, schema version, command id, the event's place in the command, the
// time it occurred, data, the previous hash. Numbers are decimal, ids in lower case.
import { createHash } from 'node:crypto';
import { netstring } from './netstring.js';
import type { NewEvent } from './port.js';

/** What a hash covers. Partition and position are the log's, not the event's, and `meta` is free. */
export type HashedEvent = Omit<NewEvent, 'meta' | 'hash'>;

/** What the first event of a stream is chained to. */
export const genesisHash: Buffer = Buffer.alloc(32);

const domainTag = netstring('ledgerway/event/v1');

/** The SHA-256 of `event`, chained to the hash of its stream's previous event. */
export function eventHash(previousHash: Buffer, event: HashedEvent): Buffer {
  const head =
    domainTag +
    netstring(event.streamId) +
    netstring(String(event.version)) +
    netstring(event.type) +
    netstring(String(event.schemaVersion)) +
    netstring(event.commandId) +
    netstring(String(event.commandSeq)) +
    netstring(String(event.occurredAt));
  return createHash('sha256')
    .update(`${head}${event.data.length}:`)
    .update(event.data)
    .update(`,${previousHash.length}:`)
    .update(previousHash)
    .update(',')
    .digest();
}

/** Where a stream stands: the version and the hash of its last event. */
export type ChainTip = { readonly version: number; readonly hash: Buffer };

/** `foreign`: of another stream. `gap`: not the next version. `altered`: its hash does not fit. */
export type ChainBreak = {
  readonly version: number;
  readonly reason: 'foreign' | 'gap' | 'altered';
};

export type ChainCheck =
  | { readonly ok: true; readonly tip: ChainTip }
  | { readonly ok: false; readonly break: ChainBreak };

/**
 * Checks the events of one stream, in order: their versions follow each other and every hash fits.
 *
 * @param after the tip that the first event continues, such as a snapshot's; the beginning if left
 * out.
 * @returns the new tip, or the first event that breaks the chain.
 */
export function verifyStream(
  events: readonly NewEvent[],
  after: ChainTip = { version: 0, hash: genesisHash },
): ChainCheck {
  let tip = after;
  for (const event of events) {
    const reason = breakOf(event, tip, events[0]?.streamId);
    if (reason !== undefined) return { ok: false, break: { version: event.version, reason } };
    tip = event;
  }
  return { ok: true, tip: { version: tip.version, hash: tip.hash } };
}

function breakOf(
  event: NewEvent,
  tip: ChainTip,
  streamId?: string,
): ChainBreak['reason'] | undefined {
  if (event.streamId !== streamId) return 'foreign';
  if (event.version !== tip.version + 1) return 'gap';
  return eventHash(tip.hash, event).equals(event.hash) ? undefined : 'altered';
}
