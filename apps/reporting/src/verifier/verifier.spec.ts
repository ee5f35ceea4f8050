// The verifier beside real read models and a real log: what it finds, how often it looks, and that
// it looks alone.
import {
  ensureInstallation,
  eventStoreMigrations,
  eventStoreSchema,
  logReaderRole,
  paymentsRole,
  PostgresEventReader,
  PostgresEventStore,
} from '@ledgerway/event-store';
import { createDatabase, migrate, type Database } from '@ledgerway/platform';
import { ManualClock, testDatabase, type TestDatabase } from '@ledgerway/testing';
import pg from 'pg';
import { Registry } from 'prom-client';
import { projectAll } from '../../test/read-models.js';
import { approved, startMs, termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import { reportingDatabase } from '../migrations/migrations.js';
import { createPositions } from '../projection/positions.js';
import { VerifierMetrics } from './metrics.js';
import { Verifier } from './verifier.js';

type Line = { invariant?: string; place?: string; message: string };

describe('the continuous verifier', () => {
  let server: TestDatabase;
  let database: Database;
  let store: PostgresEventStore;
  let reader: PostgresEventReader;
  let clock: ManualClock;
  let registry: Registry;
  let lines: Line[];

  beforeEach(async () => {
    server = await testDatabase('verifier');
    const { url } = server;
    const migrations = eventStoreMigrations;
    await migrate({ url, schema: eventStoreSchema, role: paymentsRole, migrations });
    await ensureInstallation(url, { firstStart: 1 });
    await migrate({ url, ...reportingDatabase });
    const { schema, role } = reportingDatabase;
    database = createDatabase({ url, schema, role, applicationName: 'verifier' });
    await createPositions(database, 1);
    store = new PostgresEventStore({ url, partitions: 1 });
    reader = new PostgresEventReader({ url, role: logReaderRole });
    const log = new WrittenLog(1, store);
    await writeCharge(log, termsOf('sold'));
    const terms = termsOf('held', { capture: 'manual' });
    const approval = { ...approved.approval, acquirerReference: 'ref-2' };
    await log.run(terms.chargeId, { type: 'CreateCharge', terms, at: startMs });
    const outcome = { kind: 'approved', approval } as const;
    await log.run(terms.chargeId, { type: 'RecordAuthorization', outcome, at: startMs });
    await projectAll(database, log);
    clock = new ManualClock(startMs);
    registry = new Registry();
    lines = [];
  });
  afterEach(async () => {
    await store.close();
    await reader.close();
    await database.close();
    await server.drop();
  });

  const verifier = () =>
    new Verifier({
      database,
      reader,
      anchors: async () => new Map(),
      metrics: new VerifierMetrics(registry, () => clock.now()),
      logger: {
        error: (fields: object, message: string) => lines.push({ ...fields, message }),
        warn: (_fields: object, message: string) => lines.push({ message }),
      } as never,
      clock,
      random: () => 0,
      sampleEveryMs: 60_000,
      fullEveryMs: 86_400_000,
      share: 1,
      maxEventsPerSecond: 1_000_000,
    });

  const owner = async (sql: string) => {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(sql);
    await client.end();
  };

  const metric = async (name: string) =>
    (await registry.metrics()).split('\n').filter((line) => line.startsWith(name));

  const runs = async () =>
    (
      await database.query(`select kind, ended_ms::float8 - ${startMs} as ms, violations
                           from verifications order by kind`)
    ).rows;

  it('looks at everything first, then at a part each minute, and once a day at everything', async () => {
    const one = verifier();
    await one.round();
    expect(await runs()).toEqual([{ kind: 'full', ms: 0, violations: 0 }]);
    clock.advance(60_000);
    await one.round();
    clock.advance(86_400_000 - 60_000);
    await one.round();
    expect(await runs()).toEqual([
      { kind: 'full', ms: 86_400_000, violations: 0 },
      { kind: 'sample', ms: 60_000, violations: 0 },
    ]);
    expect(lines).toEqual([]);
    expect(await metric('ledgerway_verify_age_seconds')).toEqual([
      'ledgerway_verify_age_seconds{kind="full"} 0',
      'ledgerway_verify_age_seconds{kind="sample"} 86340',
    ]);
    expect(await metric('ledgerway_verify_violations{kind="full",invariant="I8"}')).toEqual([
      'ledgerway_verify_violations{kind="full",invariant="I8"} 0',
    ]);
  });

  it.each([
    ['I8', `update payments.events set data = data || ' ' where pos = 2`],
    ['I5', 'update reporting.balances set debit = debit + 1, credit = credit + 1'],
    ['I9', `update reporting.charges set created_ms = 1`],
  ])(
    'says %s in one line for each finding, in a sample and in the whole',
    async (invariant, sql) => {
      const one = verifier();
      await owner(sql);
      await one.round();
      const violated = () => lines.filter((line) => line.invariant === invariant);
      expect(violated().length).toBeGreaterThan(0);
      expect(new Set(violated().map(({ message }) => message))).toEqual(
        new Set(['invariant violated']),
      );
      lines = [];
      clock.advance(60_000);
      await one.round();
      expect(violated().length).toBeGreaterThan(0);
      const [line] = await metric(
        `ledgerway_verify_violations{kind="sample",invariant="${invariant}"}`,
      );
      expect(line).toMatch(/ [1-9]\d*$/);
    },
  );

  it('finds in the whole an acquirer’s reference that came twice', async () => {
    await owner(`update payments.events set data = convert_to(replace(
      convert_from(data, 'UTF8'), 'ref-2', 'ref-1'), 'UTF8') where type = 'ChargeAuthorized'`);
    await verifier().round();
    expect(lines.map(({ invariant }) => invariant)).toContain('I12');
  });

  it('leaves it to another process that is at it', async () => {
    const other = new pg.Client({ connectionString: server.url });
    await other.connect();
    await other.query('select pg_advisory_lock(7304, 1)');
    const one = verifier();
    await one.round();
    expect(await runs()).toEqual([]);
    await other.end();
    await one.round();
    expect(await runs()).toHaveLength(1);
  });
});
