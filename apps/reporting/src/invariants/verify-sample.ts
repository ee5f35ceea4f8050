// A part of the log and of what was made of it, chosen anew each time: in the course of a day it gets
// to most of it, and no single look costs much.
import { verifyStoredPartition, type PostgresEventReader } from '@ledgerway/event-store';
import type { Database } from '@ledgerway/platform';
import { checkBalancesOf } from './balances-of-partition.js';
import { brokenChain } from './broken-chain.js';
import { verifyPartition, type Window } from './verify-read-models.js';
import type { Violation } from './violation.js';

export type SampleOptions = {
  readonly database: Database;
  readonly reader: PostgresEventReader;
  /** Of each partition's events, above 0 and at most 1. */
  readonly share: number;
  /** Like `Math.random`. */
  readonly random: () => number;
  readonly maxViolations?: number;
  readonly beforePage?: (events: number) => Promise<void>;
};

/** So many events of a partition are looked at, however small the share. */
const minEvents = 200;

type End = { readonly partition: number; readonly position: bigint };

/** A run of events of each partition that has any. */
export const sampleWindows = (
  heads: readonly End[],
  share: number,
  random: () => number,
): Window[] =>
  heads
    .filter(({ position }) => position > 0n)
    .map(({ partition, position }) => {
      const all = Number(position);
      const length = Math.min(all, Math.max(minEvents, Math.ceil(all * share)));
      const after = Math.floor(random() * (all - length + 1));
      return { partition, after: BigInt(after), upTo: BigInt(after + length) };
    });

/** I6, I8, I9 and I13 in a window of each partition, and I5 for one partition. */
export async function verifySample(options: SampleOptions): Promise<Violation[]> {
  const { database, reader, share, random, maxViolations = 20, beforePage } = options;
  const heads = await reader.heads();
  const one = heads[Math.floor(random() * heads.length)];
  const violations =
    one === undefined ? [] : await checkBalancesOf(database, one.partition, maxViolations);
  for (const window of sampleWindows(heads, share, random)) {
    const report = await verifyStoredPartition(reader, {
      ...window,
      ...(beforePage && { beforePage }),
    });
    violations.push(...brokenChain(report));
    violations.push(...(await verifyPartition(options, window)));
    if (violations.length >= maxViolations) break;
  }
  return violations.slice(0, maxViolations);
}
