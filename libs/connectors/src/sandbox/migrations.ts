// The schema of the sandbox acquirer. It stands for another company's database: nothing of ours
// joins with it, and its role sees nothing of ours.
import type { MigrationInterface, QueryRunner } from 'typeorm';

// The migration role owns the tables; the acquirer's role may act on rows, never on the schema.
const createBookSql = `
  create table entries (
    intent_id text collate "C" primary key,
    kind text not null check (kind in ('authorization', 'sale', 'capture', 'void', 'refund')),
    authorization_intent_id text collate "C",
    merchant_id text not null,
    livemode boolean not null,
    instrument text,
    amount bigint not null,
    currency text not null,
    final boolean not null,
    outcome jsonb not null,
    settles_as jsonb,
    settles_at timestamptz,
    decided_at timestamptz not null,
    check ((authorization_intent_id is null) = (kind in ('authorization', 'sale'))),
    check ((settles_as is null) = (settles_at is null))
  );
  comment on column entries.amount is 'minor units of currency';
  comment on column entries.settles_as is 'how a pending refund ends';

  -- Most charges are sales without steps: they pay for one index only.
  create index entries_by_authorization on entries (authorization_intent_id)
    where authorization_intent_id is not null;

  create table faults (
    merchant_id text not null,
    livemode boolean not null,
    fail text not null,
    latency_ms integer not null,
    remaining integer not null,
    primary key (merchant_id, livemode)
  );

  grant select, insert, update on entries, faults to ledgerway_acquirer_sandbox;
`;

class CreateBook implements MigrationInterface {
  // TypeORM orders migrations by the last thirteen digits of their name.
  readonly name = 'CreateBook0000000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(createBookSql);
  }

  async down(): Promise<void> {
    throw new Error('a released migration is not undone; write the next one');
  }
}

const addDisputesSql = `
  alter table entries drop constraint entries_kind_check;
  alter table entries add constraint entries_kind_check check
    (kind in ('authorization', 'sale', 'capture', 'void', 'refund', 'cancel_refund', 'evidence'));
  alter table entries add column note text;
  comment on column entries.note is 'of a canceled refund its intent; of evidence how it is judged';

  -- Few cards are ever disputed: looking for what is new must cost nothing.
  create index entries_to_dispute on entries (decided_at) where instrument like 'tok\\_createDispute%';
  create index entries_of_evidence on entries (decided_at) where kind = 'evidence';

  create table notices (
    notice_id text primary key,
    told_at timestamptz not null,
    body jsonb not null,
    acknowledged boolean not null default false
  );
  comment on table notices is 'what the acquirer says by itself, until it is heard';
  create index notices_unheard on notices (told_at) where not acknowledged;

  grant select, insert, update on notices to ledgerway_acquirer_sandbox;
`;

class AddDisputes implements MigrationInterface {
  readonly name = 'AddDisputes0000000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(addDisputesSql);
  }

  async down(): Promise<void> {
    throw new Error('a released migration is not undone; write the next one');
  }
}

const addSettlementsSql = `
  create table settlements (
    number integer primary key,
    livemode boolean not null,
    currency text not null,
    paid bigint not null,
    settled_at timestamptz not null
  );
  comment on column settlements.paid is 'what the bank was given, in minor units';

  create table settled (
    type text not null,
    reference text collate "C" not null,
    number integer not null references settlements,
    primary key (reference, type)
  );
  comment on table settled is 'what stood in a settlement file, or should have';

  grant select, insert, update on settlements to ledgerway_acquirer_sandbox;
  grant select, insert on settled to ledgerway_acquirer_sandbox;
`;

class AddSettlements implements MigrationInterface {
  readonly name = 'AddSettlements0000000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(addSettlementsSql);
  }

  async down(): Promise<void> {
    throw new Error('a released migration is not undone; write the next one');
  }
}

/** What `migrate` needs to know to create the sandbox's part of a database. */
export const sandboxDatabase = {
  schema: 'acquirer_sandbox',
  role: 'ledgerway_acquirer_sandbox',
  migrations: [CreateBook, AddDisputes, AddSettlements],
};
