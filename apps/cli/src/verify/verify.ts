// Runs every check and says what holds. Beside a running server: nothing is locked or changed.
import type { Head, PostgresEventReader } from '@ledgerway/event-store';
import type { MessageLog } from '@ledgerway/messaging';
import type { Database } from '@ledgerway/platform';
import type { Anchors } from '../verify-chain/anchors.js';
import { eventLogChecks } from './event-log.js';
import type { Check, Violation } from './finding.js';
import { readModelChecks, sampleChecks } from './read-models.js';
import { transportChecks } from './transport.js';
import { webhookChecks } from './webhooks.js';

export type VerifyOptions = {
  /** A login that may read every schema. */
  readonly database: Database;
  readonly databaseUrl: string;
  readonly reader: PostgresEventReader;
  readonly log: MessageLog;
  readonly anchors: Anchors;
  /** The part of the events that is looked at; everything if left out. */
  readonly share: number | undefined;
};

export type CheckResult = Omit<Check, 'run'> & { readonly violations: readonly Violation[] };

/** The results, one check after the other as they are known. */
export async function* verify(options: VerifyOptions): AsyncGenerator<CheckResult> {
  const readHeads = (): Promise<readonly Head[]> => options.reader.heads();
  const transport = transportChecks(options.database, options.log, readHeads);
  const checks =
    options.share === undefined
      ? await everything(options, transport)
      : [...sampleChecks(options.databaseUrl, options.share), ...transport];
  for (const { run, ...check } of checks) yield { ...check, violations: await run() };
}

const everything = async (
  options: VerifyOptions,
  transport: readonly Check[],
): Promise<Check[]> => [
  ...eventLogChecks({ ...options, heads: await options.reader.heads() }),
  ...transport,
  ...webhookChecks(options.database),
  ...readModelChecks(options.databaseUrl),
];

/** Findings that are only listed break nothing. */
export const isBroken = ({ violations, listed }: CheckResult): boolean =>
  violations.length > 0 && listed !== true;
