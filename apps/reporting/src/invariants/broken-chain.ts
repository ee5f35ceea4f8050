import { placeOfBreak, type PartitionReport } from '@ledgerway/event-store';
import type { Violation } from './violation.js';

/** I8 as a report of the chain says it: at most one violation, the first of the partition. */
export function brokenChain({ break: found }: PartitionReport): Violation[] {
  if (found === null) return [];
  const detail = `${found.reason}: ${found.detail}`;
  return [{ invariant: 'I8', place: placeOfBreak(found), detail }];
}
