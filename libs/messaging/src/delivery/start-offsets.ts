import type { WantedStart } from './delivery.js';

/** What is known of a partition's offsets; `committed` only if its group ever committed. */
export type Bounds = {
  readonly earliest: bigint;
  readonly latest: bigint;
  readonly committed?: bigint | undefined;
};

/** The offset that a wish comes down to. */
export function startOffset(wanted: WantedStart, { earliest, latest, committed }: Bounds): bigint {
  switch (wanted) {
    case 'earliest':
      return earliest;
    case 'latest':
      return latest;
    case 'committed':
      return committed === undefined || committed < earliest ? earliest : committed;
    default:
      return wanted < earliest ? earliest : wanted;
  }
}
