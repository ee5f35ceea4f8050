import {
  decodeCommandRecord,
  deriveSuffix,
  idOf,
  merchantCore,
  topics,
  type ReportQueries,
} from '@ledgerway/contracts';
import type { OutgoingRecord } from '@ledgerway/messaging';
import { AccountClocks, createLogger, type Database } from '@ledgerway/platform';
import { eventually, ManualClock } from '@ledgerway/testing';
import { linesOf } from '../../test/made-reports.js';
import { projectAll, readModels, type ReadModels } from '../../test/read-models.js';
import { startMs, termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import { maxPartBytes } from './make-report.js';
import { maxPendingRuns, ReportRuns } from './report-runs.js';
import { ReportWorker } from './report-worker.js';
import { alone } from './run-lock.js';
import { rowsAtOnce } from './snapshot.js';

const tenant = { merchantId: 'acct_one', livemode: false };
const filesUrl = 'http://127.0.0.1/v1/files';
const dayMs = 86_400_000;
const partitions = 4;

let models: ReadModels;
let database: Database;
let runs: ReportRuns;
let clock: ManualClock;
let published: OutgoingRecord[];
let publish: (records: readonly OutgoingRecord[]) => Promise<void>;
let workers: ReportWorker[];
let schemas = 0;
beforeAll(async () => {
  models = await readModels('report-runs');
});
afterAll(() => models.drop());
beforeEach(async () => {
  database = await models.schema(`report_runs_${schemas++}`, partitions);
  runs = new ReportRuns(database);
  clock = new ManualClock(startMs);
  published = [];
  publish = async (records) => void published.push(...records);
  workers = [];
});
afterEach(async () => {
  for (const worker of workers) await worker.stop();
});

type Asked = ReportQueries['reporting.report_run.create']['ask'];

const runIdOf = (name: string) =>
  idOf('frr', merchantCore(tenant.merchantId, tenant.livemode), deriveSuffix(name));

const asked = (name: string, changes: Partial<Asked> = {}): Asked => ({
  ...tenant,
  id: runIdOf(name),
  reportType: 'balance_change_from_activity.itemized.1',
  parameters: { interval_start: 0, interval_end: startMs, timezone: 'Etc/UTC' },
  createdMs: startMs,
  filesUrl,
  failure: null,
  after: [],
  ...changes,
});

/** Looks for work when it is woken, and by itself only once. */
function worker(): ReportWorker {
  const made = new ReportWorker({
    ...{ runs, database, partitions, clock },
    clocks: new AccountClocks(database, clock),
    log: { publish: (topic, records) => (expect(topic).toBe(topics.commands), publish(records)) },
    logger: createLogger({ name: 'spec', level: 'silent' }),
    everyMs: 3_600_000,
  });
  workers.push(made);
  return made;
}

const statusOf = async (name: string) => (await runs.find(tenant, runIdOf(name)))?.status;

const ended = (name: string, status: string) =>
  eventually(async () => expect(await statusOf(name)).toBe(status), { deadlineMs: 20_000 });

const told = () => published.map(({ value }) => decodeCommandRecord(value));

async function fileText(name: string): Promise<string> {
  const { file } = (await runs.find(tenant, runIdOf(name)))!;
  const parts: string[] = [];
  for (;;) {
    const part = await runs.filePart(tenant, file!.id, parts.length);
    if (part === null) break;
    parts.push(part.text);
  }
  const text = parts.join('');
  expect(file!.size).toBe(Buffer.byteLength(text));
  return text;
}

/** So many rows of the statement, each with a long description. */
async function fillStatement(rows: number): Promise<void> {
  await database.query(
    `insert into balance_transactions (id, partition, merchant_id, livemode, created_ms, available_ms,
       type, amount, fee, tax, currency, source, description, log_position, of_merchant)
     select 'txn_' || lpad(n::text, 8, '0'), 0, 'acct_one', false, n, n, 'charge', 2000, 50, 0, 'hkd',
       'ch_' || n, repeat('長', 20), n, false
     from generate_series(1, $1) as n`,
    [rows],
  );
}

describe('a run of a report', () => {
  it('is pending until it has succeeded with a file', async () => {
    const log = new WrittenLog(1);
    await writeCharge(log, termsOf('sold'), startMs - 1);
    await projectAll(database, log);
    expect(await runs.create(asked('a'))).toMatchObject({ status: 'pending', file: null });
    clock.advance(5_000);
    worker().start();
    await ended('a', 'succeeded');
    expect(await runs.find(tenant, runIdOf('a'))).toMatchObject({
      failureMessage: null,
      endedMs: startMs + 5_000,
      file: {
        id: runIdOf('a').replace('frr_', 'file_'),
        name: `${runIdOf('a')}.csv`,
        expiresMs: startMs + 5_000 + 30 * dayMs,
      },
    });
    expect(linesOf(await fileText('a'))).toMatchObject([{ gross: '20.00' }]);
  });

  it('is the same run if it is asked for again', async () => {
    expect(await runs.create(asked('a'))).toEqual(await runs.create(asked('a')));
    expect(await runs.list(tenant, { limit: 10 })).toMatchObject({ data: { length: 1 } });
  });

  it('is another account’s business only', async () => {
    await runs.create(asked('a'));
    worker().start();
    await ended('a', 'succeeded');
    const { file } = (await runs.find(tenant, runIdOf('a')))!;
    for (const stranger of [
      { ...tenant, livemode: true },
      { ...tenant, merchantId: 'acct_two' },
    ]) {
      expect(await runs.find(stranger, runIdOf('a'))).toBeNull();
      expect(await runs.file(stranger, file!.id)).toBeNull();
      expect(await runs.filePart(stranger, file!.id, 0)).toBeNull();
      expect(await runs.list(stranger, { limit: 10 })).toMatchObject({ data: [] });
    }
  });

  it('fails if a test tells it to, and has no file', async () => {
    await runs.create(asked('a', { failure: 'As told.' }));
    worker().start();
    await ended('a', 'failed');
    expect(await runs.find(tenant, runIdOf('a'))).toMatchObject({
      failureMessage: 'As told.',
      file: null,
    });
  });

  it('waits for what its account had seen', async () => {
    await runs.create(asked('early', { after: [[0, '1']] }));
    await runs.create(asked('b'));
    const made = worker();
    made.start();
    await ended('b', 'succeeded');
    expect(await statusOf('early')).toBe('pending');
    await database.query('update positions set position = 1 where partition = 0');
    made.wake();
    await ended('early', 'succeeded');
  });

  it('waits for others if there are too many already', async () => {
    for (let n = 0; n < maxPendingRuns; n++) await runs.create(asked(`run ${n}`));
    expect(await runs.create(asked('one too many'))).toBeNull();
    expect(await runs.create(asked('theirs', { merchantId: 'acct_two' }))).not.toBeNull();
    worker().start();
    await ended(`run ${maxPendingRuns - 1}`, 'succeeded');
    expect(await runs.create(asked('one too many'))).not.toBeNull();
  }, 60_000);

  it('is read a few rows at a time, and written in parts, however long it is', async () => {
    await fillStatement(12_000);
    const fetched: number[] = [];
    const { transaction } = database;
    database.transaction = (work) =>
      transaction.call(database, (client) => {
        const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
        const watched = async (...args: unknown[]) => {
          const result = (await query(...args)) as { rows: unknown[] };
          fetched.push(result.rows.length);
          return result;
        };
        return work(Object.assign(Object.create(client) as typeof client, { query: watched }));
      }) as never;
    await runs.create(asked('long'));
    worker().start();
    await ended('long', 'succeeded');
    expect(linesOf(await fileText('long'))).toHaveLength(12_000);
    expect(Math.max(...fetched)).toBe(rowsAtOnce);
    const { rows } = await database.query<{ bytes: number }>(
      'select octet_length(content) as bytes from report_parts',
    );
    expect(rows.length).toBeGreaterThan(3);
    for (const { bytes } of rows) expect(bytes).toBeLessThanOrEqual(maxPartBytes);
  }, 60_000);
});

describe('a killed process', () => {
  it('leaves a run that the next one makes from the start', async () => {
    await fillStatement(2_000);
    await runs.create(asked('a'));
    const killed = alone(database, runIdOf('a'), async (connection) => {
      await runs.begin(connection, runIdOf('a'));
      await runs.writePart(connection, runIdOf('a'), 0, 'half of');
      // As long as it lives nobody else touches the run.
      const other = worker();
      other.start();
      await runs.create(asked('b'));
      other.wake();
      await ended('b', 'succeeded');
      expect(await statusOf('a')).toBe('pending');
      await connection.query('select pg_terminate_backend(pg_backend_pid())');
    });
    await expect(killed).rejects.toThrow();
    worker().start();
    await ended('a', 'succeeded');
    expect(linesOf(await fileText('a'))).toHaveLength(2_000);
  }, 60_000);

  it('is no reason to try for ever', async () => {
    await runs.create(asked('a'));
    for (let attempt = 0; attempt < 5; attempt++) await runs.begin(database.pool, runIdOf('a'));
    worker().start();
    await ended('a', 'failed');
  });
});

describe('the end of a run', () => {
  it('is told to the merchant’s stream, by the same command however often', async () => {
    await runs.create(asked('a'));
    publish = async (records) => {
      published.push(...records);
      if (published.length < 3) throw new Error('who knows whether that was written');
    };
    const made = worker();
    made.start();
    await eventually(async () => {
      made.wake();
      const { rows } = await database.query('select announced from report_runs');
      expect(rows).toEqual([{ announced: true }]);
    });
    const commands = told();
    expect(commands.length).toBeGreaterThanOrEqual(3);
    expect(new Set(commands.map(({ id }) => id)).size).toBe(1);
    expect(commands[0]!.command).toMatchObject({
      type: 'RecordReportRun',
      caller: tenant,
      run: {
        id: runIdOf('a'),
        status: 'succeeded',
        result: {
          object: 'file',
          url: `${filesUrl}/${runIdOf('a').replace('frr', 'file')}/contents`,
        },
      },
      at: startMs,
    });
  });

  it('is told by the next process if this one is killed before', async () => {
    await runs.create(asked('a'));
    await alone(database, runIdOf('a'), async (connection) => {
      await runs.begin(connection, runIdOf('a'));
      await runs.end(connection, runIdOf('a'), { failure: 'No.' }, startMs);
    });
    worker().start();
    await eventually(() => expect(told()).toHaveLength(1));
    expect(told()[0]!.command).toMatchObject({ run: { status: 'failed', failureMessage: 'No.' } });
  });
});

describe('what was made', () => {
  const existing = async () => {
    const listed = await runs.list(tenant, { limit: 100 });
    return 'data' in listed ? listed.data.length : 0;
  };

  it('is kept for thirty days of the account’s time', async () => {
    await runs.create(asked('a'));
    const made = worker();
    made.start();
    await eventually(() => expect(told()).toHaveLength(1));
    await made.stop();
    await runs.expire(startMs + 30 * dayMs - 1);
    expect(await existing()).toBe(1);
    await new AccountClocks(database, clock).set(tenant.merchantId, 1);
    await runs.expire(startMs + 30 * dayMs - 1);
    expect(await existing()).toBe(0);
    expect((await database.query('select * from report_parts')).rows).toEqual([]);
  });

  it('is not dropped before it was told', async () => {
    await runs.create(asked('a'));
    await alone(database, runIdOf('a'), (connection) =>
      runs.end(connection, runIdOf('a'), { failure: 'No.' }, startMs),
    );
    await runs.expire(startMs + 40 * dayMs);
    expect(await existing()).toBe(1);
  });
});
