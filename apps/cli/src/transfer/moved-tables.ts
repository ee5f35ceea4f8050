// Which tables make an installation, beside its log. A table is listed behind those it refers to.
import type { Transaction } from '@ledgerway/platform';

/** Their rows go along, as they are. */
export const movedTables: readonly string[] = [
  'payments.account_clocks',
  'payments.checkpoints',
  'payments.feed_cursors',
  'payments.open_streams',
  'payments.parked',
  'payments.stored_forms',
  'acquirer_sandbox.entries',
  'acquirer_sandbox.faults',
  'acquirer_sandbox.notices',
  'acquirer_sandbox.settlements',
  'acquirer_sandbox.settled',
  'gateway.account_clocks',
  'gateway.accounts',
  'gateway.api_keys',
  'gateway.key_secrets',
  'gateway.client_certificates',
  'gateway.idempotency_keys',
  'gateway.idempotency_answers',
  'gateway.oauth_clients',
  'gateway.oauth_tokens',
  'gateway.test_clocks',
  'vault.card',
  'vault.token',
  'webhooks.account_clocks',
  'webhooks.endpoint',
  'webhooks.endpoint_changes',
  'webhooks.endpoint_health',
  'webhooks.secret',
  'webhooks.event',
  'webhooks.event_feed',
  'webhooks.payload',
  'webhooks.delivery',
  'webhooks.delivery_done',
  'webhooks.attempt',
  'webhooks.bulk_job',
  'webhooks.ingest_progress',
  'reporting.account_clocks',
  'reporting.report_runs',
  'reporting.report_parts',
];

/**
 * They stay behind: the log itself, which has its own files; what is made from it again; and what is
 * of a process or of one message log.
 */
export const leftTables: readonly string[] = [
  ...['payments.events', 'payments.heads', 'payments.installation', 'payments.seals'],
  'payments.snapshots',
  ...['gateway.rate_quotas', 'gateway.request_logs'],
  ...['webhooks.dispatcher', 'webhooks.delivery_shard'],
  ...['reporting.versions', 'reporting.version_jobs', 'reporting.verifications'],
];

const schemas = [...new Set(movedTables.map((table) => table.split('.')[0]!))];

/** By schema, the migration that made its tables what they are. */
export async function lastMigrations(
  connection: Pick<Transaction, 'query'>,
): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const schema of schemas) {
    const { rows } = await connection.query<{ name: string }>(
      `select name from ${schema}.migrations order by timestamp desc, id desc limit 1`,
    );
    found[schema] = rows[0]?.name ?? '';
  }
  return found;
}

/** What a row says of a process or of the other message log is of no use here. */
export const forgetSql: readonly string[] = [
  'update webhooks.delivery set owner_epoch = null where owner_epoch is not null',
  'update webhooks.ingest_progress set next_offset = null',
];
