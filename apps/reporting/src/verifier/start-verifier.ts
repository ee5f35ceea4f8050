// The verifier as the service runs it.
import { topics } from '@ledgerway/contracts';
import { PostgresEventReader, readSealLine, type Seal } from '@ledgerway/event-store';
import type { MessageLog } from '@ledgerway/messaging';
import { createDatabase, type Clock, type Logger } from '@ledgerway/platform';
import type { Registry } from 'prom-client';
import { role, schema } from '../migrations/schema.js';
import { VerifierMetrics } from './metrics.js';
import { Verifier } from './verifier.js';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

export type VerifierSetting = {
  readonly databaseUrl: string;
  readonly log: Pick<MessageLog, 'lastRecords'>;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly instance: string;
};

export function startVerifier(setting: VerifierSetting): { stop(): Promise<void> } {
  const { databaseUrl: url, log, logger, clock } = setting;
  const applicationName = `ledgerway verifier ${setting.instance}`;
  const connections = { url, schema, role, applicationName, maxConnections: 3 };
  const database = createDatabase({ ...connections, statementTimeoutMs: 0, log: logger });
  const reader = new PostgresEventReader({ url, applicationName, readConnections: 1 });
  const verifier = new Verifier({
    database,
    reader,
    anchors: () => newestSeals(log),
    metrics: new VerifierMetrics(setting.registry, () => clock.now()),
    logger,
    clock,
    random: Math.random,
    sampleEveryMs: minuteMs,
    fullEveryMs: dayMs,
    share: 0.001,
    maxEventsPerSecond: 5_000,
  });
  verifier.start();
  return {
    async stop() {
      await verifier.stop();
      await reader.close();
      await database.close();
    },
  };
}

async function newestSeals(
  log: Pick<MessageLog, 'lastRecords'>,
): Promise<ReadonlyMap<number, Seal>> {
  const seals = new Map<number, Seal>();
  for (const [partition, { value }] of await log.lastRecords(topics.seals)) {
    const seal = readSealLine(value.toString('utf8'));
    if (seal !== undefined) seals.set(partition, seal);
  }
  return seals;
}
