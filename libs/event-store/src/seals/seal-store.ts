// Where the seals of a log are kept beside it.
import type { LinkedEvent } from '../port.js';
import type { Seal } from './seal.js';

/** What a check of the chain reads. */
export interface ChainReader {
  /** Events with `position` > `after`, in order, each with the one before it in its stream. */
  readLinked(partition: number, after: bigint, limit: number): Promise<LinkedEvent[]>;
  /** Seals with `through` > `after`, in order. */
  readSeals(partition: number, after: bigint, limit: number): Promise<Seal[]>;
}

export interface SealStore {
  lastSeal(partition: number): Promise<Seal | undefined>;
  readSeals(partition: number, after: bigint, limit: number): Promise<Seal[]>;
  /** Hashes of the events with `position` > `after`, in order; it ends early before a gap. */
  readHashes(partition: number, after: bigint, limit: number): Promise<Buffer[]>;
  /**
   * Keeps the seal for ever. Only the owner of this epoch may, and only as the one that follows the
   * last: there can be no two histories of seals.
   */
  addSeal(seal: Seal, epoch: bigint): Promise<'added' | 'fenced'>;
}
