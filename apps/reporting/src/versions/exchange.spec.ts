import { setImmediate as turn } from 'node:timers/promises';
import type { Database } from '@ledgerway/platform';
import type pg from 'pg';
import { projectionOf, readModels, type ReadModels } from '../../test/read-models.js';
import { anotherProcess, twoVersions } from '../../test/two-versions.js';
import { termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import { applyChunks } from '../projection/apply.js';
import { LogSource } from '../projection/log-source.js';
import { PositionsMoved, readPositions } from '../projection/positions.js';
import { tableNames } from '../projection/read-models.js';
import { emptyReadModels } from '../projection/rebuild.js';
import { stateHash } from '../projection/state-hash.js';
import { buildStandby, sumOf, positionsOf, type TwoVersions } from './build.js';
import { exchangeVersions, NothingToExchange } from './exchange.js';
import { readVersions } from './versions.js';

// One statement, so that it sees one moment: what it finds has to fit together.
const lookSql = `
select (select sum(position) from positions) as applied,
       (select count(*) from charges) as charges,
       (select coalesce(sum(debit), 0) from balances) as debit,
       (select coalesce(sum(amount) filter (where amount > 0), 0) from postings) as posted,
       (select count(*) from charges c where captured > 0
          and not exists (select from balance_transactions t where t.source = c.id)) as unexplained
`;
type Look = Record<'applied' | 'charges' | 'debit' | 'posted' | 'unexplained', string>;

describe('the exchange of versions', () => {
  let models: ReadModels;
  const processes: Database[] = [];
  beforeAll(async () => {
    models = await readModels('exchange');
  });
  afterAll(async () => {
    for (const process of processes) await process.close();
    await models.drop();
  });

  const processOn = (schema: string): Database => {
    const database = anotherProcess(models, schema);
    processes.push(database);
    return database;
  };

  async function built(name: string, charges = 3): Promise<TwoVersions & { log: WrittenLog }> {
    const log = new WrittenLog(1);
    for (let number = 0; number < charges; number++) await writeCharge(log, termsOf(number));
    const versions = await twoVersions(models, name, log);
    await projectionOf(versions.live, log).projection.handle(log.batch(0));
    await buildStandby(versions);
    return { ...versions, log };
  }

  /** Looks all the time, by prepared statements and by others, until told to stop. */
  function reader(database: Database): { stop(): Promise<Look[]> } {
    let stopped = false;
    const looks: Look[] = [];
    const reading = (async () => {
      for (let number = 0; !stopped; number++) {
        const statement = number % 3 === 0 ? lookSql : { name: 'look', text: lookSql };
        looks.push((await database.query<Look>(statement)).rows[0]!);
      }
    })();
    return {
      async stop() {
        stopped = true;
        await reading;
        return looks;
      },
    };
  }

  function expectNothingWrong(looks: readonly Look[]): void {
    expect(looks.length).toBeGreaterThan(10);
    let before = { applied: -1, charges: -1, debit: -1 };
    for (const { applied, charges, debit, posted, unexplained } of looks) {
      expect(debit).toBe(posted);
      expect(unexplained).toBe('0');
      expect(Number(applied)).toBeGreaterThanOrEqual(before.applied);
      expect(Number(charges)).toBeGreaterThanOrEqual(before.charges);
      expect(Number(debit)).toBeGreaterThanOrEqual(before.debit);
      before = { applied: Number(applied), charges: Number(charges), debit: Number(debit) };
    }
  }

  it('shows no wrong answer, no gap and nothing twice while events and readers go on', async () => {
    const log = new WrittenLog(2);
    const versions = await twoVersions(models, 'busy', log);
    const { live, reader: store } = versions;
    const looking = [reader(processOn('busy')), reader(processOn('busy'))];
    const applied = [0, 0];
    let writing = true;
    const writer = (async () => {
      for (let number = 0; writing; await turn())
        // No faster than they are projected: the log would only grow.
        if (log.records.length - applied[0]! - applied[1]! < 60)
          await writeCharge(log, termsOf(number++));
    })();
    // Two processes of the service, each with a partition of its own.
    const projectors = [0, 1].map(async (partition) => {
      const { projection } = projectionOf(processOn('busy'), log);
      for (;;) {
        const finished = !writing;
        const batch = log.batch(partition, applied[partition]! + 1);
        if (batch.records.length > 0) {
          await projection.handle(batch);
          applied[partition]! += batch.records.length;
        } else if (finished) return;
        else await turn();
      }
    });
    await buildStandby(versions);
    await exchangeVersions({ ...versions, from: 'built' });
    await exchangeVersions({ ...versions, from: 'kept' });
    await buildStandby(versions);
    await exchangeVersions({ ...versions, from: 'built' });
    writing = false;
    await Promise.all([writer, ...projectors]);
    for (const one of looking) expectNothingWrong(await one.stop());

    expect(await readVersions(live.pool)).toEqual({ live: 3, standby: 1, state: 'kept' });
    const heads = await store.heads();
    expect(sumOf(await positionsOf(live))).toBe(BigInt(log.records.length));
    expect(heads.map(({ position }) => Number(position))).toEqual(applied);
    const alone = await models.schema('alone', 2);
    await emptyReadModels(alone, 2);
    await buildAlone(alone, log);
    expect(await stateHash(live.pool)).toEqual(await stateHash(alone.pool));
  }, 120_000);

  async function buildAlone(database: Database, log: WrittenLog): Promise<void> {
    const { projection } = projectionOf(database, log);
    for (let partition = 0; partition < log.partitions; partition++)
      await projection.handle(log.batch(partition));
  }

  it('writes what was read before the exchange to the version that is live after it', async () => {
    const { live, log, ...rest } = await built('between');
    const process = processOn('between');
    const { projection } = projectionOf(process, log);
    await projection.catchUp(0, 9n); // It knows its position, and its statements are prepared.
    await exchangeVersions({ live, ...rest, from: 'built' });
    await writeCharge(log, termsOf('later'));
    await projection.handle(log.batch(0, 10));
    expect(sumOf(await positionsOf(live))).toBe(12n);
    expect(sumOf(await positionsOf(rest.standby))).toBe(9n);
  });

  it('refuses who would go on at a position that the new version is not at', async () => {
    const { live, log, ...rest } = await built('moved');
    await writeCharge(log, termsOf('later'));
    await exchangeVersions({ live, ...rest, from: 'built' });
    const [events] = await pageOf(log, 3n);
    const stale = { partition: 0, after: 3n, events: events!, topicOffset: null };
    await expect(applyChunks(live, [stale])).rejects.toThrow(PositionsMoved);
  });

  const pageOf = async (log: WrittenLog, after: bigint) => {
    const pages = [];
    for await (const page of new LogSource({ reader: log.store }).pages(0, after, 100n))
      pages.push(page);
    return pages;
  };

  it('waits for a commit that is under way, and takes it over', async () => {
    const { live, log, ...rest } = await built('under_way');
    const writer = processOn('under_way');
    await writeCharge(log, termsOf('later'));
    const client = await writer.pool.connect();
    await client.query('begin; update positions set position = 12');
    let exchanged = false;
    const exchanging = exchangeVersions({ live, ...rest, from: 'built' }).then(() => {
      exchanged = true;
    });
    await waits(await models.owner(live), '%share row exclusive%');
    expect(exchanged).toBe(false);
    await client.query('commit');
    client.release();
    await exchanging;
    expect(sumOf(await positionsOf(live))).toBe(12n);
    expect((await live.query('select id from charges')).rows).toHaveLength(4);
  });

  /** Resolves once a session waits for a lock in such a statement. */
  async function waits(owner: pg.Client, statement: string): Promise<void> {
    const sql = `select from pg_stat_activity where wait_event_type = 'Lock'
                   and query like $1 and datname = current_database()`;
    while ((await owner.query(sql, [statement])).rowCount === 0) await turn();
  }

  it('lets others read while it waits for a reader that takes long', async () => {
    const { live, ...rest } = await built('long');
    const report = await processOn('long').pool.connect();
    await report.query('begin isolation level repeatable read');
    const read = async () => (await report.query('select * from charges')).rows;
    const first = await read();
    let exchanged = false;
    const exchanging = exchangeVersions({ live, ...rest, from: 'built' }).then(() => {
      exchanged = true;
    });
    const others = processOn('long');
    const owner = await models.owner(live);
    for (let looks = 0; looks < 3; looks++) {
      await waits(owner, '%exchange_versions%');
      expect((await others.query('select id from charges')).rows).toHaveLength(3);
    }
    expect(exchanged).toBe(false);
    expect(await read()).toEqual(first);
    await report.query('commit');
    report.release();
    await exchanging;
    expect((await others.query('select id from charges')).rows).toHaveLength(3);
  });

  it('goes on reading the topic where the live version was', async () => {
    const { live, ...rest } = await built('offsets');
    await exchangeVersions({ live, ...rest, from: 'built' });
    expect((await readPositions(live.pool)).get(0)).toMatchObject({ topicOffset: 9n });
  });

  it('has to have something to swap in, or to roll back to', async () => {
    const { live, ...rest } = await built('in_order');
    const both = { live, ...rest };
    const refused = async (from: 'built' | 'kept') =>
      expect(exchangeVersions({ ...both, from })).rejects.toThrow(NothingToExchange);
    await refused('kept');
    await exchangeVersions({ ...both, from: 'built' });
    await refused('built');
    expect(await exchangeVersions({ ...both, from: 'kept' })).toMatchObject({ live: 1 });
  });

  it('is of everything that the log makes, and of nothing else', async () => {
    const { live, standby, ...rest } = await built('complete');
    const relations = async (database: Database) => {
      const { rows } = await database.query<{ name: string; oid: number; isView: boolean }>(
        `select relname as name, oid, relkind <> 'r' as "isView" from pg_class
         where relnamespace = current_schema::regnamespace and relkind in ('r', 'p', 'v', 'm')`,
      );
      return rows;
    };
    const before = await relations(live);
    await exchangeVersions({ live, standby, ...rest, from: 'built' });
    const stays = new Map((await relations(live)).map(({ name, oid }) => [name, oid]));
    const moved = before.filter(({ name, oid }) => stays.get(name) !== oid);
    const views = before.filter(({ isView }) => isView).map(({ name }) => name);
    expect(moved.map(({ name }) => name).sort()).toEqual(
      [...tableNames, ...views, 'positions', 'migrations'].sort(),
    );
    const names = (await relations(standby)).map(({ name }) => name);
    expect(names.sort()).toEqual(before.map(({ name }) => name).sort());
  });

  it('is all that the role of the service may move', async () => {
    const { live } = await built('own');
    for (const sql of [
      'alter table charges set schema public',
      'create schema mine',
      'alter table account_clocks rename to clocks',
    ])
      await expect(live.query(sql)).rejects.toThrow(/must be owner|permission denied/);
  });

  it('may bring tables that the other version does not have, and back', async () => {
    const { live, standby, ...rest } = await built('unlike');
    const owner = await models.owner(standby);
    await owner.query(`create table novelties (partition smallint, id text)`);
    await exchangeVersions({ live, standby, ...rest, from: 'built' });
    const novelties = async (database: Database) =>
      (await database.query(`select to_regclass('novelties') as found`)).rows[0]!['found'];
    expect(await novelties(live)).toBe('novelties');
    expect(await novelties(standby)).toBeNull();
    await exchangeVersions({ live, standby, ...rest, from: 'kept' });
    expect(await novelties(live)).toBeNull();
  });
});
