// Everything that must hold of the read models and of their relation to the log.
import type { EventReader } from '@ledgerway/event-store';
import type { Database } from '@ledgerway/platform';
import { EventRefused } from '../projection/apply.js';
import { inSnapshot } from '../projection/in-snapshot.js';
import { LogSource } from '../projection/log-source.js';
import { readPositions } from '../projection/positions.js';
import { compareWithLog } from './compare-with-log.js';
import { checkLedger } from './ledger-invariants.js';
import type { Violation } from './violation.js';

export type VerifyOptions = {
  /** In the schema of the read models. */
  readonly database: Database;
  readonly reader: EventReader;
  /** Where to stop looking: of a broken ledger, a few examples say as much as all. */
  readonly maxViolations?: number;
  /** Waited for before each page of so many events: how a caller keeps to a rate. */
  readonly beforePage?: (events: number) => Promise<void>;
};

/** Positions `after` < p <= `upTo` of a partition. */
export type Window = {
  readonly partition: number;
  readonly after: bigint;
  readonly upTo: bigint;
};

/**
 * Checks I1 to I6, I9, I11 and I13, beside a running service or without one. Memory is bounded by a
 * page of the log and by `maxViolations`. A snapshot lasts for one partition, not for all.
 *
 * @returns what is broken; nothing if all holds
 */
export async function verifyReadModels(options: VerifyOptions): Promise<Violation[]> {
  const { maxViolations = 20 } = options;
  const violations = await inSnapshot(options.database, (snapshot) =>
    checkLedger(snapshot, maxViolations),
  );
  const positions = await readPositions(options.database.pool);
  for (const partition of positions.keys()) {
    violations.push(...(await verifyPartition(options, { partition })));
    if (violations.length >= maxViolations) break;
  }
  return violations;
}

/**
 * I6, I9 and I13 for the events of a window and the rows they wrote; for the whole partition if only
 * that is said.
 */
export function verifyPartition(
  options: VerifyOptions,
  { partition, ...window }: { readonly partition: number } & Partial<Window>,
): Promise<Violation[]> {
  const { database, reader, maxViolations = 20, beforePage } = options;
  return inSnapshot(database, async (snapshot) => {
    const violations: Violation[] = [];
    const position = (await readPositions(snapshot)).get(partition)?.position ?? 0n;
    const heads = await reader.heads();
    const head = heads.find((one) => one.partition === partition)?.position ?? 0n;
    const detail = `${position} applied, the log ends at ${head}`;
    if (position > head)
      violations.push({ invariant: 'I13', place: `partition ${partition}`, detail });
    const { after = 0n, upTo = position } = window;
    const compared = { partition, after, upTo: upTo < position ? upTo : position };
    const log = new LogSource({ reader });
    try {
      for await (const violation of compareWithLog(snapshot, log, compared, beforePage)) {
        violations.push(violation);
        if (violations.length >= maxViolations) break;
      }
    } catch (error) {
      if (!(error instanceof EventRefused)) throw error;
      violations.push({ invariant: 'I9', place: `partition ${partition}`, detail: error.message });
    }
    return violations;
  });
}
