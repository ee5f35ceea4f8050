// The tables of the vault. Of a card only ciphertext is stored; what may be known of it outside
// travels with whatever uses it.
import { sqlMigration, type MigrationClass } from '@ledgerway/platform';

export const schema = 'vault';
export const role = 'ledgerway_vault';

const createCards = sqlMigration(
  1,
  'CreateCards',
  `
  create table card (
    instrument text collate "C" primary key,
    merchant_id text not null,
    livemode boolean not null,
    key_version integer not null check (key_version > 0),
    wrapped_key bytea not null,
    sealed bytea not null,
    created_at bigint not null
  );
  comment on column card.key_version is 'Which key-encryption key wraps the data key of this row';
  comment on column card.wrapped_key is 'The data key, AES-256-GCM, bound to this row and the key''s version';
  comment on column card.sealed is 'Number and expiry under the data key, bound to this row';
  create index card_key_version on card (key_version);

  grant select, insert, update (key_version, wrapped_key) on card to ${role};
  `,
);

const createTokens = sqlMigration(
  2,
  'CreateTokens',
  `
  create table token (
    token_id text collate "C" primary key,
    merchant_id text not null,
    livemode boolean not null,
    type text not null check (type in ('card', 'cvc_update', 'pii')),
    card jsonb,
    billing jsonb,
    cvc_given boolean not null,
    client_ip text,
    created_at bigint not null,
    spent_by text,
    check ((type = 'card') = (card is not null))
  );
  comment on column token.card is 'What may be known of the card: no number';
  comment on column token.cvc_given is 'A security code came with it; it is stored nowhere';
  comment on column token.spent_by is 'What the token was spent on: a token serves once';

  grant select, insert, update (spent_by) on token to ${role};
  `,
);

const migrations: readonly MigrationClass[] = [createCards, createTokens];

/** For `migrate`. */
export const vaultDatabase = { schema, role, migrations };
