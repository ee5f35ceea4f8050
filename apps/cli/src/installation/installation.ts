// What the commands that operate an installation need: its database and its message log.
import { PostgresEventReader } from '@ledgerway/event-store';
import { KafkaMessageLog, PostgresMessageLog, type MessageLog } from '@ledgerway/messaging';
import { createDatabase, createLogger, type Database } from '@ledgerway/platform';
import type { ExitCode } from '../terminal/exit-codes.js';
import { findConnections } from './connections.js';

export type Installation = {
  readonly databaseUrl: string;
  readonly database: Database;
  readonly reader: PostgresEventReader;
  readonly openLog: () => MessageLog;
};

/** Opens what the environment or the data directory names, and closes all of it at the end. */
export async function withInstallation(
  work: (installation: Installation) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { databaseUrl, brokers } = findConnections(process.env);
  const logger = createLogger({ name: 'ledgerway', level: 'silent' });
  const closing: (() => Promise<void>)[] = [];
  try {
    const database = createDatabase({
      url: databaseUrl,
      schema: 'payments',
      applicationName: 'ledgerway cli',
      maxConnections: 2,
      statementTimeoutMs: 0,
    });
    closing.push(() => database.close());
    const reader = new PostgresEventReader({ url: databaseUrl });
    closing.push(() => reader.close());
    const openLog = () => {
      const log =
        brokers.length > 0
          ? new KafkaMessageLog({ brokers, clientId: 'ledgerway-cli', logger })
          : new PostgresMessageLog({ url: databaseUrl, logger });
      closing.push(() => log.close());
      return log;
    };
    return await work({ databaseUrl, database, reader, openLog });
  } finally {
    for (const close of closing.reverse()) await close().catch(() => undefined);
  }
}
