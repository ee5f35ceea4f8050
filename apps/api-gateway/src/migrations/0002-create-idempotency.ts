import { sqlMigration } from '@ledgerway/platform';

// Two tables that are only inserted into and deleted from: on the path of every write, a row that is
// updated in place would leave a dead version behind each time. Bodies are not compressed, which
// halves what the database spends on one; they are gone after a day.
export const CreateIdempotency = sqlMigration(
  2,
  'CreateIdempotency',
  `
  create table idempotency_keys (
    id bigint generated always as identity unique,
    scope text collate "C" not null,
    livemode boolean not null,
    key text collate "C" not null,
    endpoint text not null,
    fingerprint text collate "C" not null,
    request_id text not null,
    created_at bigint not null,
    primary key (scope, livemode, key)
  );
  comment on column idempotency_keys.scope is 'the account, or operator';

  create table idempotency_answers (
    id bigint primary key,
    status smallint not null,
    body bytea not null,
    sealed boolean not null
  );
  alter table idempotency_answers alter column body set storage external;
  comment on column idempotency_answers.sealed is 'the body holds a secret and is encrypted';

  grant select, insert, delete on idempotency_keys, idempotency_answers to ledgerway_gateway;
  `,
);
