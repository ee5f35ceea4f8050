// Both versions of the read models and the log, for commands that work on them beside a server.
import { PostgresEventReader } from '@ledgerway/event-store';
import { createDatabase } from '@ledgerway/platform';
import { reportingDatabase, standbySchemaOf, type TwoVersions } from '@ledgerway/reporting';
import { findConnections } from '../installation/connections.js';

/** A server between two looks at its jobs holds the versions for a moment. */
export const lockWaitMs = 10_000;

export type Versions = TwoVersions & { readonly databaseUrl: string };

/** Opens what the environment or the data directory names, and closes all of it at the end. */
export async function withVersions<T>(work: (versions: Versions) => Promise<T>): Promise<T> {
  const { databaseUrl } = findConnections(process.env);
  const { schema, role } = reportingDatabase;
  const applicationName = 'ledgerway cli';
  const open = { url: databaseUrl, role, applicationName, statementTimeoutMs: 0 };
  const live = createDatabase({ ...open, schema });
  const standby = createDatabase({
    ...open,
    schema: standbySchemaOf(schema),
    settings: { synchronous_commit: 'off' }, // Lost commits are built again.
  });
  const reader = new PostgresEventReader({ url: databaseUrl, applicationName });
  try {
    return await work({ databaseUrl, live, standby, reader });
  } finally {
    await reader.close();
    await standby.close();
    await live.close();
  }
}
