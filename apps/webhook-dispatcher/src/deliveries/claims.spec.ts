// The plans of the hot statements must not depend on what the planner happens to know: a claim that
// falls back to scanning the table costs a hundred times as much, and grows with the backlog.
import { createLogger, type Database } from '@ledgerway/platform';
import { Installation } from '../../test/installation.js';
import { unblockSql } from './blocked.js';
import { claimSql, dueEndpointsSql, takeBackSql } from './claims.js';
import { hotDatabase } from './hot-database.js';
import { lastInLineSql, releaseSql } from './order.js';
import { resultsSql } from './results.js';

type Plan = { 'Node Type': string; 'Relation Name'?: string; Plans?: Plan[] };

const statements: Record<string, { sql: string; parameters: number }> = {
  claim: { sql: claimSql, parameters: 5 },
  due: { sql: dueEndpointsSql, parameters: 0 },
  results: { sql: resultsSql, parameters: 27 },
  release: { sql: releaseSql, parameters: 4 },
  'last in line': { sql: lastInLineSql, parameters: 0 },
  unblock: { sql: unblockSql, parameters: 0 },
  'take back': { sql: takeBackSql, parameters: 0 },
};
const hotTables = new Set(['delivery', 'payload', 'event', 'endpoint', 'account_clocks']);

let installation: Installation;
let database: Database;

beforeAll(async () => {
  installation = await Installation.create('claims');
  const logger = createLogger({ name: 'plans', level: 'silent' });
  database = hotDatabase({ url: installation.test.url, instance: 'plans', logger });
}, 60_000);
afterAll(async () => {
  await database.close();
  await installation.drop();
});

/** The plan that a prepared statement is run with once PostgreSQL stops looking at its values. */
async function genericPlan(name: string): Promise<Plan[]> {
  const { sql, parameters } = statements[name]!;
  const client = await database.pool.connect();
  try {
    await client.query(`set plan_cache_mode = force_generic_plan`);
    await client.query(`prepare planned as ${sql}`);
    const nulls = parameters === 0 ? '' : `(${Array(parameters).fill('null').join(', ')})`;
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `explain (format json) execute planned${nulls}`,
    );
    await client.query('deallocate planned');
    return nodesOf(rows[0]!['QUERY PLAN'][0].Plan);
  } finally {
    client.release();
  }
}
const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
const scanned = (nodes: Plan[]) =>
  nodes
    .filter((node) => node['Node Type'] === 'Seq Scan' && hotTables.has(node['Relation Name']!))
    .map((node) => node['Relation Name']);

const fill = (rows: number) =>
  installation.rows(
    `insert into delivery
       (event_id, endpoint_id, api_version, next_at, created_at, sequence, order_key, held)
     select 'evt_' || n, 'we_' || n % 200, 'v', now(), now(), n, case when n % 2 = 0 then 'o_' || n % 999 end,
       case when n % 2 = 0 then 'in_line' end
     from generate_series(1, $1::int) n`,
    [rows],
  );

describe('a claim and the writing of results', () => {
  const names = Object.keys(statements);

  it.each(names)('%s scans no whole table while the tables are empty', async (name) => {
    expect(scanned(await genericPlan(name))).toEqual([]);
  });

  it.each(names)('%s scans no whole table when they were analysed empty', async (name) => {
    await installation.rows('vacuum analyze delivery, payload, event, endpoint, account_clocks');
    expect(scanned(await genericPlan(name))).toEqual([]);
  });

  it.each(names)(
    '%s scans no whole table when they have grown unseen, nor afterwards',
    async (name) => {
      await installation.rows('truncate delivery');
      await fill(200_000);
      expect(scanned(await genericPlan(name))).toEqual([]);
      await installation.rows('analyze delivery');
      expect(scanned(await genericPlan(name))).toEqual([]);
    },
  );
});
