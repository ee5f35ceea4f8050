// What `payments` keeps beside the event log: which streams still have something to do.
import { eventStoreMigrations } from '@ledgerway/event-store';
import { accountClocksMigration, sqlMigration, type MigrationClass } from '@ledgerway/platform';

export const schema = 'payments';
export const role = 'ledgerway_payments';

const createOpenStreams = sqlMigration(
  101,
  'CreateOpenStreams',
  `
  CREATE TABLE open_streams (
    part smallint NOT NULL,
    stream_id uuid NOT NULL,
    due_at_ms bigint NOT NULL,
    PRIMARY KEY (part, stream_id)
  );
  COMMENT ON TABLE open_streams IS 'Streams with an open intent or a running authorization, as of the checkpoint';
  CREATE INDEX open_streams_due ON open_streams (part, due_at_ms);
  CREATE TABLE checkpoints (part smallint PRIMARY KEY, pos bigint NOT NULL, epoch bigint NOT NULL);
  GRANT SELECT, INSERT, UPDATE, DELETE ON open_streams, checkpoints TO ${role};
  `,
);

const addTestAccount = sqlMigration(
  102,
  'AddTestAccount',
  `
  ALTER TABLE open_streams ADD COLUMN test_account_id text;
  COMMENT ON COLUMN open_streams.test_account_id IS 'whose test clock the time is by; null in live mode';
  CREATE INDEX open_streams_by_test_account ON open_streams (test_account_id, due_at_ms) WHERE test_account_id IS NOT NULL;
  `,
);

const createFeedCursors = sqlMigration(
  104,
  'CreateFeedCursors',
  `
  CREATE TABLE feed_cursors (part smallint PRIMARY KEY, pos bigint NOT NULL);
  COMMENT ON TABLE feed_cursors IS 'Up to where merchants were told what they are owed by the events of a log partition';
  GRANT SELECT, INSERT, UPDATE ON feed_cursors TO ${role};
  `,
);

export const paymentsDatabase = {
  schema,
  role,
  migrations: [
    ...eventStoreMigrations,
    createOpenStreams,
    accountClocksMigration(103, role),
    addTestAccount,
    createFeedCursors,
  ] as readonly MigrationClass[],
};
