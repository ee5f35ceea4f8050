// A check of one partition with everything read from where it is kept.
import type { EventReader, LinkedEvent } from '../port.js';
import type { SealPublicKey } from '../seals/seal-key.js';
import { sealSequence } from '../seals/seal-sequence.js';
import type { ChainReader } from '../seals/seal-store.js';
import type { Seal } from '../seals/seal.js';
import { linkedPages, storedSeals } from './log-pages.js';
import { verifyPartition, type PartitionReport } from './verify-partition.js';

export type StoredPartition = {
  readonly partition: number;
  readonly after?: bigint;
  readonly upTo?: bigint;
  /**
   * Seals that are kept outside the database, from the first one on. Left out: there are none, and of
   * those in the table only the ones behind `after` are read.
   */
  readonly anchors?: AsyncIterable<Seal>;
  /** Left out: signatures are not checked. */
  readonly publicKey?: SealPublicKey | undefined;
  /** Waited for before each page of so many events: how a caller keeps to a rate. */
  readonly beforePage?: (events: number) => Promise<void>;
};

/** @throws if the log has no such partition */
export async function verifyStoredPartition(
  reader: EventReader & ChainReader,
  { partition, anchors, publicKey, beforePage, ...range }: StoredPartition,
): Promise<PartitionReport> {
  const from = anchors === undefined ? (range.after ?? 0n) : 0n;
  const headNow = async () => {
    const head = (await reader.heads()).find((one) => one.partition === partition);
    if (head === undefined) throw new Error(`There is no partition ${partition}`);
    return head.position;
  };
  return verifyPartition({
    partition,
    head: await headNow(),
    headNow,
    pages: (after) => paced(linkedPages(reader, partition, after), beforePage),
    seals: sealSequence({
      anchors: anchors ?? none(),
      table: storedSeals(reader, partition, from),
      publicKey,
      fromTheMiddle: from > 0n,
    }),
    ...range,
  });
}

async function* paced(
  pages: AsyncIterable<LinkedEvent[]>,
  beforePage: StoredPartition['beforePage'],
): AsyncGenerator<LinkedEvent[]> {
  for await (const page of pages) {
    await beforePage?.(page.length);
    yield page;
  }
}

async function* none(): AsyncGenerator<Seal> {}
