import { sqlMigration } from '@ledgerway/platform';

// `created_at` is in the time of the account, which a test may move forward. What is old enough to be
// deleted goes by real time, in which keys also come one after the other.
export const ClaimIdempotencyKeysInRealTime = sqlMigration(
  8,
  'ClaimIdempotencyKeysInRealTime',
  `
  alter table idempotency_keys add column claimed_at bigint;
  update idempotency_keys set claimed_at = created_at;
  alter table idempotency_keys alter column claimed_at set not null;
  comment on column idempotency_keys.created_at is 'in the time of the account';
  `,
);
