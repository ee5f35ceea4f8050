// Everything that must hold of the read models and of their relation to the log.
import type { EventReader } from '@ledgerway/event-store';
import type { Database, Transaction } from '@ledgerway/platform';
import { EventRefused } from '../projection/apply.js';
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
};

// All statements see the tables of one moment, however long they take and whatever is written.
const beginSnapshotSql = `
begin isolation level repeatable read read only; set local statement_timeout = 0
`;

/**
 * Checks I1 to I6, I9 and I13, beside a running service or without one. Memory is bounded by a page
 * of the log and by `maxViolations`.
 *
 * @returns what is broken; nothing if all holds
 */
export async function verifyReadModels(options: VerifyOptions): Promise<Violation[]> {
  const client = await options.database.pool.connect();
  try {
    await client.query(beginSnapshotSql);
    return await verify(client, options);
  } finally {
    client.release(true); // Ends the snapshot, whatever state it is in.
  }
}

async function verify(
  snapshot: Transaction,
  { reader, maxViolations = 20 }: VerifyOptions,
): Promise<Violation[]> {
  const positions = await readPositions(snapshot);
  const violations = await checkLedger(snapshot, maxViolations);
  const heads = new Map(
    (await reader.heads()).map(({ partition, position }) => [partition, position]),
  );
  for (const { partition, position } of positions.values()) {
    const head = heads.get(partition) ?? 0n;
    const detail = `${position} applied, the log ends at ${head}`;
    if (position > head)
      violations.push({ invariant: 'I13', place: `partition ${partition}`, detail });
    const log = new LogSource({ reader });
    try {
      for await (const violation of compareWithLog(snapshot, log, partition, position)) {
        violations.push(violation);
        if (violations.length >= maxViolations) return violations;
      }
    } catch (error) {
      if (!(error instanceof EventRefused)) throw error;
      violations.push({ invariant: 'I9', place: `partition ${partition}`, detail: error.message });
    }
  }
  return violations;
}
