// An event log for the append figures: a PostgreSQL of its own, empty or filled beforehand.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ensureInstallation,
  eventStoreMigrations,
  eventStoreSchema,
  PostgresEventStore,
  paymentsRole,
} from '@ledgerway/event-store';
import { migrate, startPostgres, type EmbeddedPostgres } from '@ledgerway/platform';
import pg from 'pg';

export const partitions = 16;

export type BenchedLog = {
  readonly postgres: EmbeddedPostgres;
  readonly store: PostgresEventStore;
  /** The owner, for statements of the controls. */
  readonly client: pg.Client;
  close(): Promise<void>;
};

/** Whole streams of one event each, written by the server itself: only the table's size matters. */
const fillSql = `
  insert into payments.events (part, pos, stream_id, version, type, schema_version, command_id,
                               cmd_seq, occurred_at, data, meta, hash)
  select n % ${partitions}, n / ${partitions} + 1, gen_random_uuid(), 1, 'ChargeRequested', 1,
         gen_random_uuid(), 0, now(), convert_to(rpad('{', 600, 'x'), 'UTF8'), '{}',
         decode(repeat('00', 32), 'hex')
  from generate_series(0, $1::integer - 1) n`;
const headsSql = `
  update payments.heads h
  set pos = coalesce((select max(pos) from payments.events e where e.part = h.part), 0)`;

export async function openLog(events: number): Promise<BenchedLog> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ledgerway bench '));
  // A checkpoint in the middle of a short run would say more about the run than about the store.
  const postgres = await startPostgres({ dataDir, settings: { max_wal_size: '4GB' } });
  const { url } = postgres;
  await migrate({
    url,
    schema: eventStoreSchema,
    role: paymentsRole,
    migrations: eventStoreMigrations,
  });
  await ensureInstallation(url, { firstStart: partitions });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  if (events > 0) {
    await client.query(fillSql, [events]);
    await client.query(headsSql);
  }
  await client.query('vacuum analyze payments.events');
  await client.query('checkpoint');
  const store = new PostgresEventStore({ url, partitions });
  return {
    postgres,
    store,
    client,
    async close() {
      await store.close();
      await client.end();
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
