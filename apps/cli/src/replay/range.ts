// Which events are meant: a part of the log, by positions, by the time of recording, or one stream.
import type { PostgresEventReader, StoredEvent } from '@ledgerway/event-store';
import { Failure } from '../terminal/failure.js';
import type { NamedStream } from '../streams/name.js';

export type Range = {
  readonly partition: number;
  /** Positions after < position <= upTo. */
  readonly after: bigint;
  readonly upTo: bigint;
};

export type Bounds = {
  readonly partition?: number;
  readonly fromPosition?: bigint;
  readonly toPosition?: bigint;
  /** Milliseconds since the epoch; both are part of the range. */
  readonly fromTimeMs?: number;
  readonly toTimeMs?: number;
};

/** A range for each partition that has events in it. @throws Failure if there is no such partition */
export async function rangesOf(reader: PostgresEventReader, bounds: Bounds): Promise<Range[]> {
  const { partition: only, fromPosition = 1n, toPosition, fromTimeMs, toTimeMs } = bounds;
  const heads = (await reader.heads()).filter(
    ({ partition }) => only === undefined || partition === only,
  );
  if (heads.length === 0) throw new Failure(`there is no partition ${only}`);
  const before = fromTimeMs === undefined ? undefined : await reader.positionsAt(fromTimeMs - 1);
  const until = toTimeMs === undefined ? undefined : await reader.positionsAt(toTimeMs);
  return heads
    .map(({ partition, position }) => ({
      partition,
      after: most(fromPosition - 1n, before?.get(partition) ?? 0n),
      upTo: least(position, toPosition ?? position, until?.get(partition) ?? position),
    }))
    .filter(({ after, upTo }) => after < upTo);
}

const least = (...all: bigint[]): bigint => all.reduce((a, b) => (a < b ? a : b));
const most = (...all: bigint[]): bigint => all.reduce((a, b) => (a > b ? a : b));

const pageSize = 500;

export async function* pagesOf(
  reader: PostgresEventReader,
  { partition, after, upTo }: Range,
): AsyncGenerator<StoredEvent[]> {
  for (let place = after; place < upTo;) {
    const limit = upTo - place < pageSize ? Number(upTo - place) : pageSize;
    const page = await reader.readPartition(partition, place, limit);
    const lacking = lackingIn(page, place);
    if (lacking !== undefined)
      throw new Failure(`the log lacks position ${lacking} of partition ${partition}`);
    yield page;
    place += BigInt(page.length);
  }
}

/** Positions have no gaps: where one is, somebody has deleted events, and a part is not the whole. */
function lackingIn(page: readonly StoredEvent[], after: bigint): bigint | undefined {
  if (page.length === 0) return after + 1n;
  const gap = page.findIndex(({ position }, index) => position !== after + BigInt(index + 1));
  return gap === -1 ? undefined : after + BigInt(gap + 1);
}

export async function* pagesOfStream(
  reader: PostgresEventReader,
  stream: NamedStream,
): AsyncGenerator<StoredEvent[]> {
  const events = (await reader.readStreams([stream])).get(stream.streamId) ?? [];
  if (events.length === 0) throw new Failure('there is no such stream');
  for (let from = 0; from < events.length; from += pageSize)
    yield events.slice(from, from + pageSize);
}
