// How the command line finds the installation: from the environment, else from what a running
// server left in its data directory.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, readConfig, setting } from '@ledgerway/platform';

const schema = {
  data: setting.text('LEDGERWAY_DATA', { default: '.ledgerway' }),
  databaseUrl: setting.url('LEDGERWAY_DATABASE_URL', {
    protocols: ['postgres', 'postgresql'],
    optional: true,
    secret: true,
  }),
  brokers: setting.list('LEDGERWAY_KAFKA_BROKERS', { optional: true }),
};

export type Connections = {
  readonly databaseUrl: string;
  /** Empty: the message log is PostgreSQL's. */
  readonly brokers: readonly string[];
};

/** @throws ConfigError if neither the environment nor the data directory names a database */
export function findConnections(env: NodeJS.ProcessEnv): Connections {
  const config = readConfig(schema, env);
  const left = leftBehind(config.data);
  const databaseUrl = config.databaseUrl ?? left.databaseUrl;
  if (databaseUrl === undefined)
    throw new ConfigError([
      `no installation found in ${config.data}: start one, or set LEDGERWAY_DATA or LEDGERWAY_DATABASE_URL`,
    ]);
  return { databaseUrl, brokers: config.brokers ?? left.brokers ?? [] };
}

function leftBehind(data: string): Partial<Connections> {
  try {
    return JSON.parse(readFileSync(join(data, 'connections.json'), 'utf8')) as Partial<Connections>;
  } catch {
    return {}; // No server has run here; the environment may name one.
  }
}
