import { sqlMigration, type MigrationClass } from '@ledgerway/platform';

/** Keys instead of shared secrets, the trace that an event belongs to, and which rows are a job's. */
export const keysTracesAndJobRowsMigration = (ordinal: number, role: string): MigrationClass =>
  sqlMigration(
    ordinal,
    'KeysTracesAndJobRows',
    `
  alter table endpoint
    add column secret_type text not null default 'hmac' check (secret_type in ('hmac', 'ed25519')),
    add column public_key text;
  comment on column endpoint.secret_type is 'Of its newest secret; those that are replaced may be of the other';
  comment on column endpoint.public_key is 'Of its newest secret, if that is an Ed25519 key';

  alter table event add column traceparent text;
  comment on column event.traceparent is 'W3C trace context of the API request that caused it, if it had one';

  alter table delivery add column job_id text collate "C";
  comment on column delivery.job_id is 'The bulk_job that made it';

  alter table bulk_job add column ended_at timestamptz;
  comment on column bulk_job.ended_at is 'Null while it runs, and for jobs that ended before this column came';
  grant delete on bulk_job to ${role};
  `,
  );
