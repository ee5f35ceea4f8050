// The plans that the speed depends on, on a log without statistics, where planners go wrong.
import pg from 'pg';
import { testDatabase, type TestDatabase } from '@ledgerway/testing';
import { newId } from '../conformance/fixtures.js';
import { appendSql } from './append-statement.js';
import { clientConfig, readSettings } from './connection.js';
import { readLinkedSql, readPartitionSql, readStreamsSql } from './postgres-event-reader.js';
import { paymentsRole } from './schema.js';
import { installTestLog } from './testing/install-test-log.js';

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await testDatabase('plans');
  await installTestLog(database.url, 16);
  const options = { url: database.url, role: paymentsRole };
  client = new pg.Client(clientConfig(options, readSettings));
  await client.connect();
  await client.query('set plan_cache_mode = force_generic_plan');
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

async function planOf(sql: string, ...parameters: string[]): Promise<string> {
  await client.query('deallocate all');
  await client.query(`prepare planned as ${sql}`);
  const { rows } = await client.query(`explain (costs off) execute planned (${parameters.join()})`);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

const relationsScanned = (plan: string): string[] =>
  plan.match(/(?<=Scan\b.* on )events_\d+/g) ?? [];

it('a partition is read by its positions, from one table', async () => {
  const plan = await planOf(readPartitionSql, '3', '0', '100');
  expect(plan).toMatch(/Index Scan using events_\d+_pkey/);
  expect(plan).toContain('Subplans Removed: 15');
  expect(relationsScanned(plan)).toHaveLength(1);
  expect(plan).not.toMatch(/Seq Scan|-> *Sort/);
});

it('streams are read by one descent of an index for each', async () => {
  const plan = await planOf(readStreamsSql, `'{1,2}'`, `'{${newId()},${newId()}}'`, `'{0,0}'`);
  expect(plan).toContain('Nested Loop');
  expect(plan).toMatch(/Index Scan using events_\d+_part_stream_id_version_key/);
  expect(plan).not.toMatch(/Seq Scan|Hash Join|Merge Join/);
});

it('each event of a page finds the one before it by one descent of an index', async () => {
  const plan = await planOf(readLinkedSql, '3', '0', '100');
  expect(plan).toContain('Nested Loop Left Join');
  expect(plan).toMatch(/Index Scan using events_\d+_pkey/);
  expect(plan).toMatch(/Index Scan using events_\d+_part_stream_id_version_key/);
  expect(plan).not.toMatch(/Seq Scan|Hash|Merge Join|-> *Sort/);
});

it('an append finds its heads by hash, locks them in order and never reads events', async () => {
  const arrays = Array.from({ length: 18 }, () => `'{}'`);
  const plan = await planOf(appendSql, ...arrays, `''`, `''`);
  expect(plan).toMatch(/LockRows\s+->\s+Sort\s+Sort Key: [eh]\.part/);
  expect(plan).not.toMatch(/Scan.* on events/);
});
