// Lists, journal and balances against the log: it is replayed page by page and compared with every
// stored row, in both directions, so nothing is missing, different or there without a cause (I14).
import { PostgresEventReader } from '@ledgerway/event-store';
import { createDatabase } from '@ledgerway/platform';
import { reportingDatabase, verifyReadModels } from '@ledgerway/reporting';
import { maxViolations, type Check, type Violation } from './finding.js';

export function readModelChecks(databaseUrl: string): Check[] {
  return [
    {
      invariants: ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I9', 'I14'],
      title: 'journal, balances and lists are what a replay of the log gives',
      run: () => compare(databaseUrl),
    },
  ];
}

async function compare(databaseUrl: string): Promise<Violation[]> {
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
    const violations = await verifyReadModels({ database, reader, maxViolations });
    return violations.map(({ invariant, place, detail }) => ({
      invariant,
      where: place,
      what: detail,
    }));
  } finally {
    await reader.close();
    await database.close();
  }
}
