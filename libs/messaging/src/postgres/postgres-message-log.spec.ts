import pg from 'pg';
import { testDatabase, eventually, type TestDatabase } from '@ledgerway/testing';
import { messageLogConformance } from '../conformance.js';
import { numbered, record, Recorder } from '../conformance/recorder.js';
import { PublishTimeout } from '../port.js';
import { CuttableLine } from '../conformance/cuttable-line.js';
import { messageLogDatabase } from './message-log-database.js';
import { PostgresMessageLog, type PostgresMessageLogOptions } from './postgres-message-log.js';
import { trim } from './retention.js';

const { schema, role, migrations } = messageLogDatabase;
let database: TestDatabase;

async function prepareDatabase(): Promise<string> {
  database = await testDatabase('message log');
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const createRole = `
    do $$ begin create role ${role} nologin; exception when others then null; end $$`;
  await client.query(createRole);
  await client.query(`create schema ${schema}; grant usage on schema ${schema} to ${role}`);
  await client.query(`set search_path = ${schema}`);
  for (const Migration of migrations) await new Migration().up(client);
  await client.end();
  return database.url;
}

const open: PostgresMessageLog[] = [];
function openLog(options: Partial<PostgresMessageLogOptions> = {}): PostgresMessageLog {
  const log = new PostgresMessageLog({ url: database.url, pollMs: 50, ...options });
  open.push(log);
  return log;
}

beforeAll(prepareDatabase);
afterEach(() => Promise.all(open.splice(0).map((log) => log.close())));
afterAll(() => database.drop());

messageLogConformance('PostgresMessageLog', async () => () => openLog());

const oneHourMs = 3_600_000;

describe('PostgresMessageLog', () => {
  it('gives gapless offsets to publishers that meet in another order', async () => {
    const [one, two] = [openLog(), openLog()];
    await one.createTopics([
      { topic: 'a', partitions: 8, retentionMs: oneHourMs },
      { topic: 'b', partitions: 8, retentionMs: oneHourMs },
    ]);
    const everywhere = Array.from({ length: 8 }, (_, partition) => record(partition, 'x'));
    const backwards = everywhere.toReversed();
    const publishing = Array.from({ length: 50 }, () => [
      one.publish('a', everywhere),
      one.publish('b', everywhere),
      two.publish('b', backwards),
      two.publish('a', backwards),
    ]);
    await Promise.all(publishing.flat());
    expect([...(await one.tails('a')).values()]).toEqual(Array(8).fill(100n));
    const recorder = new Recorder();
    await recorder.subscribe(one, { topic: 'a', group: 'g', partitions: [0] });
    await recorder.until(() => recorder.records().length === 100, '100 records');
    expect(recorder.records().map(({ offset }) => Number(offset))).toEqual(
      Array.from({ length: 100 }, (_, i) => i),
    );
  });

  it('sees what another process publishes, by its poll', async () => {
    const log = openLog();
    await log.createTopics([{ topic: 'polled', partitions: 1, retentionMs: oneHourMs }]);
    const recorder = new Recorder();
    await recorder.subscribe(log, { topic: 'polled', group: 'g' });
    await recorder.untilStarted();
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    await other.query(`
      with head as (
        update ${schema}.heads set next_offset = next_offset + 1
        where topic_id = (select topic_id from ${schema}.topics where topic = 'polled')
        returning topic_id, partition, next_offset - 1 as record_offset
      )
      insert into ${schema}.records select *, now(), '', 'elsewhere' from head`);
    await other.end();
    await recorder.untilReceived('elsewhere');
  });

  it('has one active member per group, and hands over when its session dies', async () => {
    const [one, two] = [openLog(), openLog()];
    await one.createTopics([{ topic: 'locked', partitions: 2, retentionMs: oneHourMs }]);
    const [first, second] = [new Recorder(), new Recorder()];
    await first.subscribe(one, { topic: 'locked', group: 'g' });
    await first.untilStarted();
    await second.subscribe(two, { topic: 'locked', group: 'g' });
    await one.publish('locked', numbered(0, 0, 3));
    await first.untilReceived('0:2');
    expect(second.starts).toEqual([]);
    await killSessionsThatHoldLocks();
    await first.until(() => first.lost.length === 1, 'the loss');
    expect(first.lost).toEqual([[0, 1]]);
    await one.publish('locked', numbered(0, 3, 1));
    await eventually(() => {
      expect([...first.values(), ...second.values()]).toContain('0:3');
    });
  });

  it('lets a second member of one process wait for the first', async () => {
    const log = openLog();
    await log.createTopics([{ topic: 'twice', partitions: 1, retentionMs: oneHourMs }]);
    const [first, second] = [new Recorder(), new Recorder()];
    await first.subscribe(log, { topic: 'twice', group: 'g' });
    await first.untilStarted();
    await second.subscribe(log, { topic: 'twice', group: 'g' });
    await log.publish('twice', numbered(0, 0, 1));
    await first.untilReceived('0:0');
    await first.subscription!.stop();
    await log.publish('twice', numbered(0, 1, 1));
    await second.untilReceived('0:1');
    expect(first.values()).toEqual(['0:0']);
  });

  it('survives a restart of the database: publishes wait, subscriptions resume', async () => {
    const line = await lineToDatabase();
    const log = openLog({ url: through(line) });
    await log.createTopics([{ topic: 'restarted', partitions: 1, retentionMs: oneHourMs }]);
    const [member, reader] = [new Recorder(), new Recorder()];
    await member.subscribe(log, { topic: 'restarted', group: 'g' });
    await reader.subscribe(log, { topic: 'restarted', group: 'r', partitions: [0] });
    await log.publish('restarted', numbered(0, 0, 1));
    await Promise.all([member.untilReceived('0:0'), reader.untilReceived('0:0')]);
    await line.cut();
    const publishing = log.publish('restarted', numbered(0, 1, 1));
    await member.until(() => member.lost.length === 1, 'the loss');
    expect(await log.health()).toMatchObject({ ok: false });
    await line.restore();
    await publishing;
    await Promise.all([member.untilReceived('0:1'), reader.untilReceived('0:1')]);
    expect(member.starts).toEqual([[0], [0]]);
    expect(reader.starts).toEqual([[0]]); // It kept its place: nobody else could have had it.
    await eventually(async () => expect(await log.health()).toMatchObject({ ok: true }));
    await log.close();
    await line.close();
  });

  it('gives a publish up when the database stays away', async () => {
    const line = await lineToDatabase();
    const log = openLog({ url: through(line), publishTimeoutMs: 300 });
    await log.createTopics([{ topic: 'away', partitions: 1, retentionMs: oneHourMs }]);
    await log.publish('away', numbered(0, 0, 1));
    await line.cut();
    await expect(log.publish('away', numbered(0, 1, 1))).rejects.toThrow(PublishTimeout);
    await log.close();
    await line.close();
  });

  it('deletes what is older than its topic keeps, but never the last record', async () => {
    const log = openLog();
    await log.createTopics([
      { topic: 'short', partitions: 2, retentionMs: 60_000 },
      { topic: 'long', partitions: 1, retentionMs: 24 * oneHourMs },
    ]);
    await log.publish('short', [...numbered(0, 0, 2_500), ...numbered(1, 0, 1)]);
    await log.publish('long', numbered(0, 0, 3));
    const owner = new pg.Pool({
      connectionString: database.url,
      options: `-c search_path=${schema}`,
    });
    await owner.query(`
      update records set written_at = now() - interval '1 hour'
      where topic_id in (select topic_id from topics where topic in ('short', 'long'))`);
    await log.publish('short', numbered(0, 2_500, 1));
    expect(await trim(owner, () => false)).toBe(2_500);
    await owner.end();
    const reader = new Recorder();
    await reader.subscribe(log, { topic: 'short', group: 'g', partitions: [0, 1] });
    await reader.untilReceived('0:2500', '1:0');
    expect(reader.values().sort()).toEqual(['0:2500', '1:0']);
    expect((await log.lastRecords('long')).size).toBe(1);
    expect((await log.tails('short')).get(0)).toBe(2_501n);
  });

  it('may not write beside its own schema', async () => {
    const client = new pg.Client({ connectionString: database.url, options: `-c role=${role}` });
    await client.connect();
    await expect(client.query('create table public.other (a int)')).rejects.toThrow('permission');
    await client.end();
  });
});

/** The server may listen on a local socket only, so the client library says where it is. */
function lineToDatabase(): Promise<CuttableLine> {
  const { host, port } = new pg.Client({ connectionString: database.url });
  return CuttableLine.to(
    host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port },
  );
}

function through(line: CuttableLine): string {
  const { user, database: name } = new pg.Client({ connectionString: database.url });
  return `postgres://${user}@127.0.0.1:${line.port}/${name}`;
}

async function killSessionsThatHoldLocks(): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`
    select pg_terminate_backend(l.pid) from pg_locks l join pg_database d on d.oid = l.database
    where l.locktype = 'advisory' and l.granted and d.datname = current_database()`);
  await client.end();
}
