import { reportingCategoryOf } from '@ledgerway/contracts';
import { dayMs, startOfUtcDay } from '@ledgerway/domain';
import type { Database } from '@ledgerway/platform';
import { availableTo, decideFor, feedFunds, payoutIdOf } from '../../test/fed-merchants.js';
import { sampleHistory, writeHistory } from '../../test/histories.js';
import { tenantOfHistory } from '../../test/history-charges.js';
import { askFor, linesMade, type Lines } from '../../test/made-reports.js';
import { projectAll, readModels, type ReadModels } from '../../test/read-models.js';
import { startMs, termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import { writeRefund } from '../../test/written-payments.js';
import { listBalanceTransactions } from '../balance-transactions/list-balance-transactions.js';
import { readBalance } from '../balances/read-balance.js';
import { ReportRefused } from './report-ask.js';

const tenant = { merchantId: 'acct_one', livemode: false };
const ever = { interval_start: 0, interval_end: startMs / 1000 + 10_000 * 86_400 };
const fees = { percentBps: 300, fixed: 200n, taxBps: 0 };

let models: ReadModels;
let database: Database;
let log: WrittenLog;
let schemas = 0;
beforeAll(async () => {
  models = await readModels('payout-reports');
});
afterAll(() => models.drop());
beforeEach(async () => {
  database = await models.schema(`payout_reports_${schemas++}`, 1);
  log = new WrittenLog(1);
});

const made = async (id: string, parameters: object = ever) => {
  await projectAll(database, log);
  return linesMade(database, askFor(id, tenant, parameters));
};
const sums = (gross: string, fee: string, net: string) => ({ gross, fee, net });

describe('payouts', () => {
  const dueMs = startOfUtcDay(startMs) + 7 * dayMs;
  const payout = (suffix: string, amount: bigint) => ({
    ...{ id: payoutIdOf(tenant, suffix), amount, currency: 'hkd', description: null },
    ...{ statementDescriptor: null, metadata: {} },
  });

  /** Pays everything twice, the second time what was sold meanwhile; and a part at the end. */
  async function writePayouts(): Promise<void> {
    await writeCharge(log, termsOf('first', { fees }));
    await writeRefund(log, termsOf('first').chargeId, 100n, ['done']);
    await pay('1', dueMs);
    await writeCharge(log, termsOf('second'), dueMs);
    await writeCharge(log, termsOf('third'), dueMs);
    await pay('2', dueMs + 8 * dayMs);
    await writeCharge(log, termsOf('fourth'), dueMs + 8 * dayMs);
    await pay('3', dueMs + 16 * dayMs, 1n);
  }

  async function pay(suffix: string, at: number, amount?: bigint): Promise<void> {
    await feedFunds(log, tenant, at);
    await decideFor(log, tenant, { type: 'ReleaseFunds', at });
    const asked = payout(suffix, amount ?? availableTo(log, tenant));
    await decideFor(log, tenant, { type: 'CreatePayout', caller: tenant, payout: asked, at });
  }

  const netsOf = (lines: Lines) => lines.map(({ net }) => net);

  it('are reconciled with the rows that each one pays', async () => {
    await writePayouts();
    const type = 'payout_reconciliation.itemized.5';
    const first = await made(type, { payout: payoutIdOf(tenant, '1') });
    expect(netsOf(first)).toEqual(['17.40', '-1.00']);
    expect(first[0]).toMatchObject({
      automatic_payout_id: payoutIdOf(tenant, '1'),
      automatic_payout_effective_at: '2026-01-14 00:00:00',
    });
    expect(netsOf(await made(type, { payout: payoutIdOf(tenant, '2') }))).toEqual([
      '20.00',
      '20.00',
    ]);
    const byCategory = await made('payout_reconciliation.summary.1', {
      payout: payoutIdOf(tenant, '1'),
    });
    expect(byCategory.map(({ reporting_category: name, net }) => [name, net])).toEqual([
      ['charge', '17.40'],
      ['refund', '-1.00'],
    ]);
  });

  it('are all reconciled that arrive in an interval', async () => {
    await writePayouts();
    const arrives = Date.parse('2026-01-14T00:00:00Z') / 1000;
    const payouts = async (interval_start: number, interval_end: number) => {
      const interval = { interval_start, interval_end };
      const lines = await made('payout_reconciliation.itemized.1', interval);
      return [...new Set(lines.map((line) => line['automatic_payout_id']))];
    };
    const [first, second] = ['1', '2'].map((suffix) => payoutIdOf(tenant, suffix));
    expect(await payouts(arrives, arrives + 1)).toEqual([first]);
    expect(await payouts(arrives + 1, arrives + 8 * 86_400)).toEqual([]);
    expect(await payouts(0, arrives + 30 * 86_400)).toEqual([first, second]);
  });

  it('of a part are not reconciled', async () => {
    await writePayouts();
    const parameters = { payout: payoutIdOf(tenant, '3') };
    await expect(made('payout_reconciliation.summary.1', parameters)).rejects.toThrow(
      ReportRefused,
    );
  });

  it('are no activity, but change the balance', async () => {
    await writePayouts();
    expect(await made('payouts.itemized.1')).toMatchObject([
      {
        payout_id: payoutIdOf(tenant, '1'),
        ...sums('-16.40', '0.00', '-16.40'),
        reporting_category: 'payout',
        payout_expected_arrival_date: '2026-01-14 00:00:00',
        payout_status: 'pending',
      },
      { payout_id: payoutIdOf(tenant, '2'), net: '-40.00' },
      { payout_id: payoutIdOf(tenant, '3'), net: '-0.01' },
    ]);
    expect(await made('payouts.summary.1')).toMatchObject([{ count: '3', net: '-56.41' }]);
    expect(netsOf(await made('balance_change_from_activity.summary.1'))).toEqual([
      '77.40',
      '-1.00',
    ]);
    const balance = await made('balance.summary.1');
    expect(balance.map((line) => line['net_amount'])).toEqual(['0.00', '76.40', '-56.41', '19.99']);
  });
});

/** `-12.30` as 1230 of the smallest unit, below zero. */
const minor = (text: string | undefined) => BigInt((text ?? '0').replace('.', ''));
const total = (lines: Lines, column: string) =>
  lines.reduce((sum, line) => sum + minor(line[column]), 0n);

type ApiRow = Parameters<typeof reportingCategoryOf>[0] & Record<'amount' | 'fee' | 'net', string>;

const sumsOfReport = (lines: Lines) => ['gross', 'fee', 'net'].map((name) => total(lines, name));
const sumsOfApi = (rows: readonly ApiRow[]) =>
  (['amount', 'fee', 'net'] as const).map((field) =>
    rows.reduce((sum, row) => sum + BigInt(row[field]), 0n),
  );

/** What is no activity, and what of that is of no payment. */
const ofPayouts = ['payout', 'payout_reversal'];
const ofNoPayment = [...ofPayouts, 'fx_conversion', 'risk_reserved_funds'];
const without = (rows: readonly ApiRow[], categories: readonly string[]) =>
  rows.filter((row) => !categories.includes(reportingCategoryOf(row)));

describe('the totals of reports', () => {
  const list = async (owner: typeof tenant, filter: { currency?: string; payout?: string }) => {
    const ask = { ...owner, ...filter, page: { limit: 5_000 } };
    const listed = await listBalanceTransactions(database, ask, startMs);
    return 'data' in listed ? listed.data : [];
  };

  it('are those of the API, to the last minor unit, whatever happened', async () => {
    await writeHistory(log, sampleHistory(400, 6));
    await projectAll(database, log);
    for (const owner of [0, 1, 2].map(tenantOfHistory))
      for (const currency of ['hkd', 'jpy', 'usd']) {
        const lines = (id: string) => linesMade(database, askFor(id, owner, { ...ever, currency }));
        const rows = await list(owner, { currency });
        for (const [id, others] of [
          ['balance_change_from_activity.itemized.1', ofPayouts],
          ['balance_change_from_activity.summary.1', ofPayouts],
          ['hk.payment_methods.summary.1', ofNoPayment],
        ] as const)
          expect(sumsOfReport(await lines(id))).toEqual(sumsOfApi(without(rows, others)));
        const summary = await lines('balance.summary.1');
        const ending = summary.filter(({ category }) => category === 'ending_balance');
        const balance = await readBalance(database, owner);
        const shown = [...balance.available, ...balance.pending]
          .filter((one) => one.currency === currency)
          .reduce((sum, { amount }) => sum + BigInt(amount), 0n);
        expect(total(ending, 'net_amount')).toBe(shown);
      }
  }, 60_000);

  it('of what a payout pays are those of its rows', async () => {
    await writeHistory(log, sampleHistory(600, 7));
    await projectAll(database, log);
    let reconciled = 0;
    for (const owner of [0, 1, 2].map(tenantOfHistory))
      for (const { source } of (await list(owner, {})).filter(({ type }) => type === 'payout')) {
        const rows = await list(owner, { payout: source });
        if (rows.length === 0) continue; // It pays a part, or takes another one back.
        for (const what of ['itemized', 'summary']) {
          const ask = askFor(`payout_reconciliation.${what}.1`, owner, { payout: source });
          expect(sumsOfReport(await linesMade(database, ask))).toEqual(sumsOfApi(rows));
        }
        reconciled += 1;
      }
    expect(reconciled).toBeGreaterThan(0);
  }, 60_000);
});
