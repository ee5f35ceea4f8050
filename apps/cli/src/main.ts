#!/usr/bin/env node
// `ledgerway`: the command line of an installation. It works beside a running server.
import { Command } from 'commander';
import { PostgresEventReader } from '@ledgerway/event-store';
import { KafkaMessageLog, PostgresMessageLog, type MessageLog } from '@ledgerway/messaging';
import { ConfigError, createDatabase, createLogger, type Database } from '@ledgerway/platform';
import { findConnections } from './connections.js';
import { readStatus, statusInWords } from './status/status.js';
import { resultInWords, resultsAsJson } from './verify/report.js';
import { verify, type CheckResult } from './verify/verify.js';

type Installation = {
  readonly databaseUrl: string;
  readonly database: Database;
  readonly reader: PostgresEventReader;
  readonly openLog: () => MessageLog;
};

/** Exit codes: 0 all is well, 1 an invariant is broken, 2 the command could not be carried out. */
const broken = 1;
const notDone = 2;

async function withInstallation(
  work: (installation: Installation) => Promise<number>,
): Promise<void> {
  const closing: (() => Promise<void>)[] = [];
  try {
    const { databaseUrl, brokers } = findConnections(process.env);
    const logger = createLogger({ name: 'ledgerway', level: 'silent' });
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
    process.exitCode = await work({ databaseUrl, database, reader, openLog });
  } catch (error) {
    const lines = error instanceof ConfigError ? error.mistakes : [(error as Error).message];
    for (const line of lines) process.stderr.write(`${line}\n`);
    process.exitCode = notDone;
  } finally {
    for (const close of closing.reverse()) await close().catch(() => undefined);
  }
}

const print = (text: string) => process.stdout.write(`${text}\n`);

const program = new Command('ledgerway')
  .description('Operate a Ledgerway installation')
  .showHelpAfterError()
  .configureHelp({ showGlobalOptions: true });

program
  .command('status')
  .description('where the log stands, and how far each reader is behind it')
  .option('--json', 'as JSON')
  .action(({ json }: { json?: true }) =>
    withInstallation(async ({ database, reader }) => {
      const status = await readStatus(database, await reader.heads());
      print(json ? JSON.stringify(status) : statusInWords(status));
      return 0;
    }),
  );

program
  .command('verify')
  .description('check every invariant on live data; exit code 1 if one is broken')
  .option('--json', 'as JSON')
  .action(({ json }: { json?: true }) =>
    withInstallation(async ({ database, databaseUrl, reader, openLog }) => {
      const results: CheckResult[] = [];
      const options = { database, databaseUrl, log: openLog(), readHeads: () => reader.heads() };
      for await (const result of verify(options)) {
        results.push(result);
        if (!json) print(resultInWords(result));
      }
      if (json) print(resultsAsJson(results));
      const wrong = results.filter(({ violations }) => violations.length > 0).length;
      if (!json) print(wrong === 0 ? 'all invariants hold' : `${wrong} checks found violations`);
      return wrong === 0 ? 0 : broken;
    }),
  );

await program.parseAsync();
