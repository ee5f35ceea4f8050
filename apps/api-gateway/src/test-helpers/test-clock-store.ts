// The test clocks that accounts have made. They all show the one time of their account's test mode.
import type { TestClock } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';

// What is made again by a repeated request stays as it was.
const insertSql = `
  insert into test_clocks (id, account_id, name, frozen_at, created_at)
  values ($1, $2, $3, $4, $5)
  on conflict (id) do nothing`;

const ownSql = 'select * from test_clocks where account_id = $1 and deleted_at is null';
const findSql = `${ownSql} and id = $2`;
const listSql = `${ownSql} order by created_at desc, id desc limit $2`;

const advanceSql = `
  update test_clocks set frozen_at = greatest(frozen_at, $3)
   where account_id = $1 and id = $2 and deleted_at is null`;
const deleteSql = `
  update test_clocks set deleted_at = $3
   where account_id = $1 and id = $2 and deleted_at is null`;

type Row = {
  id: string;
  name: string | null;
  frozen_at: string;
  created_at: string;
};

export class TestClockStore {
  constructor(private readonly database: Database) {}

  async add(accountId: string, clock: TestClock): Promise<void> {
    const { id, name, frozenAtMs, createdAtMs } = clock;
    await this.database.query(insertSql, [id, accountId, name, frozenAtMs, createdAtMs]);
  }

  async find(accountId: string, id: string): Promise<TestClock | undefined> {
    return (await this.database.query<Row>(findSql, [accountId, id])).rows.map(clockOf)[0];
  }

  /** Newest first. */
  async list(accountId: string, limit: number): Promise<TestClock[]> {
    return (await this.database.query<Row>(listSql, [accountId, limit])).rows.map(clockOf);
  }

  /** A clock never goes back. */
  async advance(accountId: string, id: string, frozenAtMs: number): Promise<void> {
    await this.database.query(advanceSql, [accountId, id, frozenAtMs]);
  }

  async delete(accountId: string, id: string, atMs: number): Promise<void> {
    await this.database.query(deleteSql, [accountId, id, atMs]);
  }
}

const clockOf = (row: Row): TestClock => ({
  id: row.id,
  name: row.name,
  frozenAtMs: Number(row.frozen_at),
  createdAtMs: Number(row.created_at),
});
