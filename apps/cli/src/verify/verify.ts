// Runs every check and says what holds. Beside a running server: nothing is locked or changed.
import type { Head } from '@ledgerway/event-store';
import type { MessageLog } from '@ledgerway/messaging';
import type { Database } from '@ledgerway/platform';
import { eventLogChecks } from './event-log.js';
import type { Check, Violation } from './finding.js';
import { readModelChecks } from './read-models.js';
import { transportChecks } from './transport.js';

export type VerifyOptions = {
  /** A login that may read every schema. */
  readonly database: Database;
  readonly databaseUrl: string;
  readonly log: MessageLog;
  readonly readHeads: () => Promise<readonly Head[]>;
};

export type CheckResult = Omit<Check, 'run'> & { readonly violations: readonly Violation[] };

/** The results, one check after the other as they are known. */
export async function* verify(options: VerifyOptions): AsyncGenerator<CheckResult> {
  const heads = await options.readHeads();
  const checks = [
    ...eventLogChecks(options.database, heads),
    ...transportChecks(options.database, options.log, options.readHeads),
    ...readModelChecks(options.databaseUrl),
  ];
  for (const { invariants, title, run } of checks)
    yield { invariants, title, violations: await run() };
}
