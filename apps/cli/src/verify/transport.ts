// Between the log and its readers: the topic is never ahead of the log, no reader ahead of the log.
import { headers, topics } from '@ledgerway/contracts';
import type { Head } from '@ledgerway/event-store';
import type { MessageLog } from '@ledgerway/messaging';
import type { Database } from '@ledgerway/platform';
import type { Check, Violation } from './finding.js';

const consumersSql = `
  select 'reporting' as reader, partition, position from reporting.positions
  union all
  select 'webhook-dispatcher', part, pos from webhooks.ingest_progress`;

type Reader = { reader: string; partition: number; position: string };

export function transportChecks(
  database: Database,
  log: MessageLog,
  readHeads: () => Promise<readonly Head[]>,
): Check[] {
  return [
    { invariants: ['I13'], title: 'topic tail ≤ head', run: () => topicTails(log, readHeads) },
    { invariants: ['I13'], title: 'consumer ≤ head', run: () => consumers(database, readHeads) },
  ];
}

// The heads are read last: they only grow, so what was below one before is below it now.
async function topicTails(log: MessageLog, readHeads: () => Promise<readonly Head[]>) {
  const last = await log.lastRecords(topics.events);
  const published = [...last].map(([partition, record]) => ({
    reader: `topic ${topics.events}`,
    partition,
    position: record.headers[headers.position] ?? '0',
  }));
  return beyond(published, await readHeads());
}

async function consumers(database: Database, readHeads: () => Promise<readonly Head[]>) {
  const { rows } = await database.query<Reader>(consumersSql);
  return beyond(rows, await readHeads());
}

function beyond(readers: readonly Reader[], heads: readonly Head[]): Violation[] {
  const head = new Map(heads.map(({ partition, position }) => [partition, position]));
  return readers
    .filter(({ partition, position }) => BigInt(position) > (head.get(partition) ?? 0n))
    .map(({ reader, partition, position }) => ({
      invariant: 'I13',
      where: `${reader}, partition ${partition}`,
      what: `is at ${position}, beyond the log's ${head.get(partition) ?? 0n}`,
    }));
}
