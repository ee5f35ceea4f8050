// Test mode has a clock of its own for each account: the real one plus an offset that tests move
// forward. Every service keeps the offsets in its own schema, so that its due-queries can add them.
import type { Database } from '../database/database.js';
import { sqlMigration, type MigrationClass } from '../database/sql-migration.js';
import type { Clock } from './clock.js';

/** The table of offsets, for the migrations of a service with this role. */
export const accountClocksMigration = (order: number, role: string): MigrationClass =>
  sqlMigration(
    order,
    'CreateAccountClocks',
    `
    create table account_clocks (
      account_id text primary key,
      offset_ms bigint not null check (offset_ms >= 0)
    );
    comment on table account_clocks is 'how far the test mode of an account is ahead of the real clock';
    grant select, insert, update on account_clocks to ${role};
    `,
  );

// A clock never goes back: what has happened at a time has happened.
const setSql = `
  insert into account_clocks (account_id, offset_ms) values ($1, $2)
  on conflict (account_id) do update
    set offset_ms = greatest(account_clocks.offset_ms, excluded.offset_ms)
  returning offset_ms`;

const readSql = 'select account_id, offset_ms from account_clocks';

type OffsetRow = { account_id: string; offset_ms: string };

export class AccountClocks {
  private offsets: ReadonlyMap<string, number> = new Map();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Milliseconds since the epoch for this account; in live mode always the real time. */
  now(accountId: string, livemode: boolean): number {
    return this.clock.now() + (livemode ? 0 : (this.offsets.get(accountId) ?? 0));
  }

  /** Sets how far the account's test mode is ahead; an earlier time than now is ignored. */
  async set(accountId: string, offsetMs: number): Promise<void> {
    const { rows } = await this.database.query<OffsetRow>(setSql, [accountId, offsetMs]);
    const reached = Number(rows[0]?.offset_ms ?? offsetMs);
    this.offsets = new Map([...this.offsets, [accountId, reached]]);
  }

  /** Takes over what other processes have set. */
  async refresh(): Promise<void> {
    const { rows } = await this.database.query<OffsetRow>(readSql);
    this.offsets = new Map(rows.map((row) => [row.account_id, Number(row.offset_ms)]));
  }
}
