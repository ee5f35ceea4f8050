// Makes an installation ready to serve: schemas, partition count, topics, the first account. Every
// step may run again, at every start and by several processes at once.
import { gatewayDatabase, provisionFirstAccount } from '@ledgerway/api-gateway';
import { sandboxDatabase } from '@ledgerway/connectors';
import { replyPartitions, topics } from '@ledgerway/contracts';
import { ensureInstallation } from '@ledgerway/event-store';
import { messageLogDatabase, type MessageLog } from '@ledgerway/messaging';
import { paymentsDatabase } from '@ledgerway/payments';
import { migrate } from '@ledgerway/platform';
import { migrateReporting } from '@ledgerway/reporting';
import { vaultDatabase } from '@ledgerway/vault';
import { webhooksDatabase } from '@ledgerway/webhook-dispatcher';
import {
  readCredentials,
  writeCredentials,
  type Credentials,
  type DataDirectory,
} from './data-directory.js';

const dayMs = 24 * 60 * 60 * 1000;
const defaultPartitions = 16;

/** `payments` comes first: the roles of the others are granted rights on its log. */
const databases = [
  paymentsDatabase,
  sandboxDatabase,
  messageLogDatabase,
  gatewayDatabase,
  vaultDatabase,
  webhooksDatabase,
];

/**
 * Brings every schema up to date and fixes the partition count at the first start.
 *
 * @returns the installation's partition count
 * @throws if `partitions` is given and the installation has another count
 */
export async function prepareDatabase(
  url: string,
  partitions: number | undefined,
): Promise<number> {
  for (const database of databases) await migrate({ url, ...database });
  await migrateReporting(url);
  return ensureInstallation(url, { partitions, firstStart: defaultPartitions });
}

export const createTopics = (log: MessageLog, partitions: number): Promise<void> =>
  log.createTopics([
    { topic: topics.commands, partitions, retentionMs: 3 * dayMs },
    { topic: topics.events, partitions, retentionMs: 7 * dayMs },
    { topic: topics.replies, partitions: replyPartitions, retentionMs: dayMs },
    { topic: topics.seals, partitions, retentionMs: 30 * dayMs, compacted: true },
  ]);

/** The first account and its keys, made once and kept in `credentials.json`. */
export async function keepCredentials(
  directory: DataDirectory,
  databaseUrl: string,
  bases: Pick<Credentials, 'api_base' | 'tls_base' | 'tls_ca'>,
): Promise<Credentials> {
  const kept = readCredentials(directory.path);
  const provisioned = await provisionFirstAccount({
    databaseUrl,
    masterKey: directory.masterKey,
    existing: kept,
  });
  const credentials = { ...provisioned, ...bases };
  if (JSON.stringify(kept) !== JSON.stringify(credentials))
    writeCredentials(directory.path, credentials);
  return credentials;
}
