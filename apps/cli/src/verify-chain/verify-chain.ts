// The chain of the whole log, partition by partition.
import {
  verifyStoredPartition,
  type PartitionReport,
  type PostgresEventReader,
  type SealPublicKey,
} from '@ledgerway/event-store';
import { Failure } from '../terminal/failure.js';
import type { Anchors } from './anchors.js';

export type ChainOptions = {
  readonly reader: PostgresEventReader;
  readonly anchors: Anchors;
  readonly publicKey: SealPublicKey | undefined;
  /** All if left out. */
  readonly partition: number | undefined;
  /** The first position that is looked at. */
  readonly from: bigint;
};

/** The reports, one partition after the other as they are known. */
export async function* verifyChain(options: ChainOptions): AsyncGenerator<PartitionReport> {
  const { reader, anchors, publicKey, from } = options;
  const only = options.partition ?? anchors.only;
  const partitions = (await reader.heads()).map(({ partition }) => partition);
  const chosen = partitions.filter((partition) => only === undefined || partition === only);
  if (chosen.length === 0) throw new Failure(`there is no partition ${only}`);
  for (const partition of chosen)
    yield await verifyStoredPartition(reader, {
      partition,
      after: from - 1n,
      anchors: anchors.of(partition),
      publicKey,
    });
}
