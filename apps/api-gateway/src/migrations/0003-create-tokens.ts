import { sqlMigration } from '@ledgerway/platform';

// A token stands for a card once. The card is what may be known of it outside a vault.
export const CreateTokens = sqlMigration(
  3,
  'CreateTokens',
  `
  create table tokens (
    id text collate "C" primary key,
    account_id text collate "C" not null references accounts (id),
    livemode boolean not null,
    card jsonb not null,
    client_ip text,
    created_at bigint not null,
    used_by text
  );
  comment on column tokens.used_by is 'the charge that the token was spent on';

  grant select, insert, update (used_by) on tokens to ledgerway_gateway;
  `,
);
