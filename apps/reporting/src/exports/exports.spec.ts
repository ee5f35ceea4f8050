// The exports are read by the programs that they are for, and must add up there to what we say.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventTypes, type LedgerExportAsk, type LedgerFormat } from '@ledgerway/contracts';
import { inMajorUnits, type StreamEvent } from '@ledgerway/domain';
import type { Database } from '@ledgerway/platform';
import { tenantOfHistory } from '../../test/history-charges.js';
import { sampleHistory, writeHistory } from '../../test/histories.js';
import { projectAll, readModels, type ReadModels } from '../../test/read-models.js';
import { startMs, termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import { beancountAccount } from './beancount.js';
import { exportPage } from './export-page.js';
import { hledgerAccount } from './hledger.js';

const run = promisify(execFile);
const wide = { maxBuffer: 64 * 1024 * 1024 };
const operations = 5_000;
const merchant = tenantOfHistory(1);
const rounds = { all: {}, merchant } as const;
type Whose = Partial<typeof merchant>;

const moneyTypes: readonly StreamEvent['type'][] = [
  ...(['ChargeAuthorized', 'ChargeCaptured', 'ChargeVoided', 'ChargeExpired'] as const),
  ...(['RefundRequested', 'RefundSucceeded', 'RefundFailed', 'RefundCanceled'] as const),
  ...(['DisputeOpened', 'DisputeClosed', 'CreditUnmatched'] as const),
  ...(['FundsReleased', 'PayoutCreated', 'PayoutPaid', 'PayoutFailed', 'PayoutCanceled'] as const),
  ...(['PayoutReversed', 'ReserveHeld', 'ReserveReleased', 'FundsConverted'] as const),
  ...(['SettlementBatchImported', 'BankStatementImported', 'SettlementReceived'] as const),
  'BreakResolved',
];

let models: ReadModels;
let folder: string;
let database: Database;
let log: WrittenLog;
let commands: number;
beforeAll(async () => {
  models = await readModels('exports');
  folder = await mkdtemp(join(tmpdir(), 'ledgerway-exports-'));
  database = await models.schema('exports', 1);
  log = new WrittenLog(1);
  // Some steps have nothing to be done to.
  ({ commands } = await writeHistory(log, sampleHistory(operations * 1.2, 7)));
  await projectAll(database, log);
}, 120_000);
afterAll(async () => {
  await models?.drop();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

async function exported(format: LedgerFormat, whose: Whose, limit?: number): Promise<string> {
  const ask = { ...whose, format, timeZone: 'Asia/Hong_Kong' };
  const texts: string[] = [];
  let cursor: LedgerExportAsk['cursor'];
  do {
    const page = await exportPage(database, cursor === undefined ? ask : { ...ask, cursor }, limit);
    texts.push(page.text);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return texts.join('');
}

async function fileOf(format: LedgerFormat, whose: Whose): Promise<string> {
  const path = join(folder, `${format}-${whose.merchantId ?? 'all'}`);
  await writeFile(path, await exported(format, whose));
  return path;
}

type Sum = { account: string; livemode: boolean; layer: string; currency: string; sum: string };

/** What the postings of these entries add up to, as `account amount currency`; no zeros. */
async function ourBalances(whose: Whose, nameOf: (of: Sum) => string): Promise<string[]> {
  const { rows } = await database.query<Sum>(
    `select account, livemode, layer, currency, sum(amount) as sum from postings
     where ($1::text is null or merchant_id = $1) and ($2::boolean is null or livemode = $2)
     group by account, livemode, layer, currency having sum(amount) <> 0`,
    [whose.merchantId ?? null, whose.livemode ?? null],
  );
  expect(rows.length).toBeGreaterThan(5);
  return rows
    .map((row) => {
      const major = inMajorUnits({ amount: BigInt(row.sum), currency: row.currency });
      return `${nameOf(row)} ${major} ${row.currency.toUpperCase()}`;
    })
    .toSorted();
}

const linesOf = (csv: string): string[][] =>
  csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map((cell) => cell.trim().replaceAll('"', '')));

describe('the history that is exported', () => {
  it('is long, and has events of every type', () => {
    expect(commands).toBeGreaterThanOrEqual(operations);
    const types = new Set(log.records.map(({ event }) => event.type));
    expect(eventTypes.filter((type) => !types.has(type))).toEqual([]);
  });

  it('has an entry for every type of event that moves money, and for no other', async () => {
    const { rows } = await database.query<{ event: string }>('select distinct event from entries');
    expect(rows.map(({ event }) => event).toSorted()).toEqual(moneyTypes.toSorted());
    const csv = linesOf(await exported('csv', {}));
    expect(new Set(csv.map((cells) => cells[3]))).toEqual(new Set(moneyTypes));
  });
});

describe.each(Object.entries(rounds))('the journal of a long history (%s)', (_, whose) => {
  it('is accepted by hledger in its strictest mode, with our balances', async () => {
    const path = await fileOf('hledger', whose);
    await run('hledger', ['-f', path, 'check', '--strict'], wide);
    const report = ['balance', '--flat', '-N', '--layout=bare', '-O', 'csv'];
    const { stdout } = await run('hledger', ['-f', path, ...report], wide);
    const balances = linesOf(stdout).map(([name, currency, sum]) => `${name} ${sum} ${currency}`);
    expect(balances.toSorted()).toEqual(await ourBalances(whose, hledgerAccount));
  }, 120_000);

  it('is accepted by beancount, with our balances', async () => {
    const path = await fileOf('beancount', whose);
    await run('bean-check', [path], wide);
    const sql = 'select account, currency, sum(number) as sum group by account, currency';
    const { stdout } = await run('bean-query', ['-f', 'csv', path, sql], wide);
    const balances = linesOf(stdout)
      .filter(([, , sum]) => Number(sum) !== 0)
      .map(([name, currency, sum]) => `${name} ${sum} ${currency}`);
    expect(balances.toSorted()).toEqual(await ourBalances(whose, beancountAccount));
  }, 120_000);

  it('has each posting once as CSV, and the same in pages of any size', async () => {
    const csv = await exported('csv', whose);
    expect(await exported('csv', whose, 7)).toBe(csv);
    const { rows } = await database.query<{ count: string }>(
      `select count(*) from postings
       where ($1::text is null or merchant_id = $1) and ($2::boolean is null or livemode = $2)`,
      [(whose as Whose).merchantId ?? null, (whose as Whose).livemode ?? null],
    );
    expect(linesOf(csv)).toHaveLength(Number(rows[0]!.count));
  }, 120_000);
});

describe('an export', () => {
  it('is refused by hledger if one amount of it is changed: the check can fail', async () => {
    const text = await exported('hledger', {});
    const path = join(folder, 'edited');
    await writeFile(path, text.replace(/ 20\.00 HKD/, ' 20.01 HKD'));
    await expect(run('hledger', ['-f', path, 'check', '--strict'])).rejects.toThrow(
      'could not balance',
    );
  });

  it('shows the journal of the moment at which it began', async () => {
    const [log, own] = [new WrittenLog(1), await models.schema('moment', 1)];
    await writeCharge(log, termsOf('a'));
    await projectAll(own, log);
    const ask = { format: 'csv', timeZone: 'Etc/UTC' } as const;
    const first = await exportPage(own, ask, 1);
    await writeCharge(log, termsOf('b'));
    await projectAll(own, log);
    const second = await exportPage(own, { ...ask, cursor: first.next! }, 1);
    expect(await exportPage(own, { ...ask, cursor: second.next! }, 1)).toEqual({
      text: '',
      next: null,
    });
  });

  it('counts days in the time zone that is asked for', async () => {
    const [log, own] = [new WrittenLog(1), await models.schema('days', 1)];
    const evening = Date.parse('2026-01-05T16:30:00Z');
    expect(evening).toBeGreaterThan(startMs);
    await writeCharge(log, termsOf('late'), evening);
    await projectAll(own, log);
    const daysIn = async (timeZone: string) =>
      new Set(
        linesOf((await exportPage(own, { format: 'csv', timeZone })).text).map((cells) => cells[2]),
      );
    expect(await daysIn('Etc/UTC')).toEqual(new Set(['2026-01-05']));
    expect(await daysIn('Asia/Hong_Kong')).toEqual(new Set(['2026-01-06']));
  });
});
