// Checks one partition of the log, event by event in the order of positions, and names the first
// place where it breaks. It holds a page of events and one seal: memory does not grow with the log.
import { eventHash, genesisHash } from '../hash-chain.js';
import type { LinkedEvent } from '../port.js';
import { SealCursor, type SealFinding } from '../seals/seal-cursor.js';
import type { KnownSeal } from '../seals/seal-sequence.js';
import type { BreakReason, LogBreak } from './break.js';

export type PartitionToVerify = {
  readonly partition: number;
  /** Where the log says it ends; what was written since is not looked at. */
  readonly head: bigint;
  /** Asked at the end, should a seal know of more than that head. */
  readonly headNow: () => Promise<bigint>;
  /** Positions up to here are taken as they are; the beginning if left out. */
  readonly after?: bigint;
  /** Ends the check early; the end of the log if left out. */
  readonly upTo?: bigint;
  /** Pages of events with `position` > `after`, in order. */
  readonly pages: (after: bigint) => AsyncIterable<readonly LinkedEvent[]>;
  /** All that are known of this partition, from the first one on: see `sealSequence`. */
  readonly seals: AsyncIterable<KnownSeal>;
};

export type PartitionReport = {
  readonly partition: number;
  readonly head: bigint;
  /** How many events were looked at. */
  readonly events: number;
  /** The last position that a seal covers, and the last that a seal outside the database does. */
  readonly sealedThrough: bigint;
  readonly anchoredThrough: bigint;
  readonly break: LogBreak | null;
};

export async function verifyPartition(options: PartitionToVerify): Promise<PartitionReport> {
  const { partition, head, after = 0n } = options;
  const seals = await SealCursor.open(options.seals, after);
  const walk = { position: seals.startBefore(after), events: 0 };
  const found = await firstBreak(options, seals, walk);
  return {
    partition,
    head,
    events: walk.events,
    sealedThrough: seals.sealedThrough,
    anchoredThrough: seals.anchoredThrough,
    break: found,
  };
}

async function firstBreak(
  options: PartitionToVerify,
  seals: SealCursor,
  walk: { position: bigint; events: number },
): Promise<LogBreak | null> {
  const { head, upTo = head } = options;
  const end = upTo < head ? upTo : head;
  for await (const page of options.pages(walk.position))
    for (const event of page) {
      if (event.position > end) return endBreak(options, walk.position, seals);
      if (seals.isBehind(event.position)) await seals.moveTo(event.position);
      const found =
        gapBefore(event, walk.position) ??
        linkBreak(event) ??
        sealBreak(event, seals.take(event.position, event.hash));
      if (found !== null) return found;
      walk.position = event.position;
      walk.events += 1;
    }
  return endBreak(options, walk.position, seals);
}

function gapBefore({ partition, position }: LinkedEvent, last: bigint): LogBreak | null {
  if (position === last + 1n) return null;
  const detail = `the next event stands at ${position}`;
  return { ...noEvent(partition, last + 1n), reason: 'missing', detail };
}

function linkBreak(event: LinkedEvent): LogBreak | null {
  const { version, previous, position } = event;
  if (version > 1 && previous === null)
    return breakAt(event, 'version_gap', `version ${version - 1} of its stream is not there`);
  if (version < 1) return breakAt(event, 'altered', `there is no version ${version}`);
  if (previous !== null && previous.position >= position) {
    const detail = `version ${version - 1} of its stream stands behind it, at ${previous.position}`;
    return breakAt(event, 'reordered', detail);
  }
  if (eventHash(previous?.hash ?? genesisHash, event).equals(event.hash)) return null;
  const detail = 'its hash does not fit its bytes and the event before it in its stream';
  return breakAt(event, 'altered', detail);
}

function sealBreak(event: LinkedEvent, finding: SealFinding | undefined): LogBreak | null {
  if (finding === undefined) return null;
  switch (finding.kind) {
    case 'elsewhere':
      return breakAt(event, 'reordered', `it was sealed at position ${finding.position}`);
    case 'another':
      return breakAt(
        event,
        'rewritten',
        'another event was sealed here; its hashes were made to fit',
      );
    case 'root': {
      const { after, through } = finding.seal;
      const detail = `something in positions ${after + 1n} to ${through} is not what was sealed`;
      return { ...noEvent(event.partition, after + 1n), reason: 'rewritten', detail };
    }
    case 'fault': {
      const { after, through } = finding.seal;
      return breakAt(event, 'bad_seal', `seal of ${after + 1n} to ${through}: ${finding.fault}`);
    }
  }
}

/** Where the events end: whether the head or a seal knows of more. */
async function endBreak(
  { partition, head, headNow, upTo }: PartitionToVerify,
  last: bigint,
  seals: SealCursor,
): Promise<LogBreak | null> {
  if (upTo !== undefined && last >= upTo) return null;
  const sealed = seals.coveringAfter(last);
  // A seal may have been made while this check was at work.
  const cutOff = sealed !== undefined && (await headNow()) < sealed.seal.through;
  if (last >= head && !cutOff) return null;
  const keeper = sealed?.anchored === true ? 'a seal outside the database' : 'a seal';
  const known = cutOff
    ? `${keeper} knows of position ${sealed.seal.through}`
    : `its head says ${head}`;
  const detail = `the log ends at ${last}, but ${known}`;
  return { ...noEvent(partition, last + 1n), reason: 'missing_tail', detail };
}

const noEvent = (partition: number, position: bigint) => ({
  partition,
  position,
  streamId: null,
  version: null,
});

const breakAt = (
  { partition, position, streamId, version }: LinkedEvent,
  reason: BreakReason,
  detail: string,
): LogBreak => ({ partition, position, streamId, version, reason, detail });
