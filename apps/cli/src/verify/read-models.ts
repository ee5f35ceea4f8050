// Lists, journal and balances against the log: it is replayed page by page and compared with every
// stored row, in both directions, so nothing is missing, different or there without a cause (I14).
import { PostgresEventReader } from '@ledgerway/event-store';
import { createDatabase, type Database } from '@ledgerway/platform';
import {
  openWork,
  reportingDatabase,
  verifyReadModels,
  verifySample,
  violationsOf,
  type Violation as Found,
} from '@ledgerway/reporting';
import { maxViolations, violationOf, type Check } from './finding.js';

type ReadSide = { readonly database: Database; readonly reader: PostgresEventReader };

export const readModelChecks = (databaseUrl: string): Check[] => [
  {
    invariants: ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I9', 'I11', 'I14'],
    title: 'journal, balances and lists are what a replay of the log gives',
    run: () => on(databaseUrl, (side) => verifyReadModels({ ...side, maxViolations })),
  },
  {
    invariants: ['I7'],
    title: 'no money waits in a clearing account for more than 7 days',
    listed: true,
    run: () =>
      on(databaseUrl, ({ database }) => violationsOf(database.pool, openWork, maxViolations)),
  },
];

/** @param share of the events of each partition, above 0 and at most 1 */
export const sampleChecks = (databaseUrl: string, share: number): Check[] => [
  {
    invariants: ['I5', 'I6', 'I8', 'I9'],
    title: 'a part of each partition: chain, journal, lists; the balances of one partition',
    run: () =>
      on(databaseUrl, (side) =>
        verifySample({ ...side, share, random: Math.random, maxViolations }),
      ),
  },
];

async function on(databaseUrl: string, work: (side: ReadSide) => Promise<readonly Found[]>) {
  const { schema, role } = reportingDatabase;
  const database = createDatabase({
    url: databaseUrl,
    schema,
    role,
    applicationName: 'ledgerway verify',
    maxConnections: 2,
    statementTimeoutMs: 0,
  });
  const reader = new PostgresEventReader({ url: databaseUrl });
  try {
    return (await work({ database, reader })).map(violationOf);
  } finally {
    await reader.close();
    await database.close();
  }
}
