import { onTheWire, viaSdk, type Area, type Case } from '../case.js';
import { expectEvents } from '../events.js';
import type { Merchant } from '../merchant.js';
import { expectRefusal } from '../refusals.js';
import { download, ended, reportLines, reportRun, type Lines } from '../report-files.js';
import { charge, confirmed } from '../resources.js';

const activity = 'balance_change_from_activity.itemized.1';

const total = (lines: Lines, column: string, currency: string): number =>
  lines
    .filter((line) => line['currency'] === currency)
    .reduce((sum, line) => sum + Math.round(Number(line[column]) * 100), 0);

async function transactions({ stripe }: Merchant, currency: string) {
  const sums = { gross: 0, fee: 0, net: 0 };
  for await (const one of stripe.balanceTransactions.list({ currency, limit: 100 })) {
    sums.gross += one.amount;
    sums.fee += one.fee;
    sums.net += one.net;
  }
  return sums;
}

const cases: Case[] = [
  viaSdk('report types say what their columns are', async ({ stripe }) => {
    const { data } = await stripe.reporting.reportTypes.list();
    const ids = data.map(({ id }) => id);
    for (const id of ['balance.summary.1', activity, 'hk.payment_methods.summary.1'])
      expect(ids).toContain(id);
    const type = await stripe.reporting.reportTypes.retrieve('hk.payment_methods.summary.1');
    expect(type).toMatchObject({
      object: 'reporting.report_type',
      default_columns: ['payment_method', 'currency', 'count', 'gross', 'fee', 'net'],
      livemode: false,
      version: 1,
    });
    expect(type.data_available_start).toBeLessThan(type.data_available_end);
    await expectRefusal(stripe.reporting.reportTypes.retrieve('nothing.1'), {
      status: 404,
      code: 'resource_missing',
    });
  }),
  viaSdk('a run is pending first, and then has a file', async (merchant) => {
    const { stripe } = merchant;
    await charge(merchant);
    const parameters = { timezone: 'Asia/Hong_Kong', columns: ['currency', 'net'] };
    const run = await stripe.reporting.reportRuns.create({ report_type: activity, parameters });
    expect(run).toMatchObject({
      object: 'reporting.report_run',
      status: 'pending',
      result: null,
      error: null,
      parameters,
    });
    const made = await ended(merchant, run.id);
    expect(made).toMatchObject({ status: 'succeeded', error: null });
    expect(made.succeeded_at).toBeGreaterThanOrEqual(made.created);
    const file = await stripe.files.retrieve(made.result!.id);
    expect(file).toMatchObject({ object: 'file', purpose: 'finance_report_run', type: 'csv' });
    expect(file).toEqual(made.result);
    const answer = await download(merchant, made);
    expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(answer.text).toMatch(/^currency,net\nhkd,20\.00\n/);
    expect(Buffer.byteLength(answer.text)).toBe(file.size);
    await expectEvents(merchant, run.id, ['reporting.report_run.succeeded']);
  }),
  viaSdk('the totals are those of the API', async (merchant) => {
    const { id } = await charge(merchant);
    await merchant.stripe.refunds.create({ charge: id, amount: 700 });
    await charge(merchant, { currency: 'usd', amount: 999 });
    for (const report_type of [
      activity,
      'balance_change_from_activity.summary.1',
      'hk.payment_methods.summary.1',
    ]) {
      const lines = await reportLines(merchant, { report_type });
      for (const currency of ['hkd', 'usd']) {
        const sums = await transactions(merchant, currency);
        for (const column of ['gross', 'fee', 'net'] as const)
          expect(total(lines, column, currency)).toBe(sums[column]);
      }
    }
  }),
  viaSdk('payment methods are told apart', async (merchant) => {
    await confirmed(merchant);
    const lines = await reportLines(merchant, { report_type: 'hk.payment_methods.summary.1' });
    expect(lines[0]).toMatchObject({ payment_method: 'card' });
  }),
  viaSdk('a payout is reconciled with the rows that it pays', async (merchant) => {
    const other = await merchant.another();
    const { stripe } = other;
    await charge(other, { source: 'tok_bypassPending' });
    const [{ amount } = { amount: 0 }] = (await stripe.balance.retrieve()).available;
    const payout = await stripe.payouts.create({ amount, currency: 'hkd' });
    const params = {
      report_type: 'payout_reconciliation.itemized.5',
      parameters: { payout: payout.id },
    };
    const lines = await reportLines(other, params);
    expect(total(lines, 'net', 'hkd')).toBe(amount);
    expect(lines[0]).toMatchObject({ automatic_payout_id: payout.id });
    await expectRefusal(merchant.stripe.reporting.reportRuns.create(params), {
      status: 400,
      code: 'resource_missing',
      param: 'parameters[payout]',
    });
  }),
  viaSdk('a failed run resolves, and says why', async (merchant) => {
    const { json: told } = await merchant.post('/v1/test_helpers/reporting/report_runs', {
      report_type: 'balance.summary.1',
      outcome: 'failed',
    });
    const run = await ended(merchant, told.id as string);
    expect(run).toMatchObject({ status: 'failed', error: null, result: null });
    expect(run).toMatchObject({ failure_message: expect.stringContaining('test') });
    await expectEvents(merchant, run.id, ['reporting.report_run.failed']);
  }),
  viaSdk('what makes no sense is refused', async ({ stripe }) => {
    const refused = async (report_type: string, parameters: object, param: string) =>
      expectRefusal(stripe.reporting.reportRuns.create({ report_type, parameters }), {
        status: 400,
        param,
      });
    await refused('nothing.1', {}, 'report_type');
    const backwards = { interval_start: 2, interval_end: 1 };
    await refused(activity, backwards, 'parameters[interval_end]');
    await refused(activity, { columns: ['profit'] }, 'parameters[columns]');
    await refused(activity, { timezone: 'Asia/Nowhere' }, 'parameters[timezone]');
  }),
  onTheWire('a file is for its own account and mode, with the permission', async (merchant) => {
    const run = await reportRun(merchant);
    const stranger = await merchant.another();
    for (const key of [stranger.keys.secret, merchant.keys.live_secret])
      expect((await download(merchant, run, key)).status).toBe(404);
    const restricted = async (permissions: Record<string, string>) => {
      const { json } = await merchant.post('/v1/api_keys', { type: 'restricted', permissions });
      return json.secret as string;
    };
    const reader = await restricted({ report: 'read' });
    expect((await download(merchant, run, reader)).status).toBe(200);
    const other = await restricted({ charge: 'write' });
    expect((await download(merchant, run, other)).status).toBe(403);
    const type = { report_type: 'balance.summary.1' };
    expect((await merchant.post('/v1/reporting/report_runs', type, { key: reader })).status).toBe(
      403,
    );
  }),
  onTheWire('a file can be JSON', async (merchant) => {
    await charge(merchant);
    const { json: run } = await merchant.post('/v1/reporting/report_runs', {
      report_type: 'hk.payment_methods.summary.1',
      parameters: { format: 'json' },
    });
    const answer = await download(merchant, await ended(merchant, run.id as string));
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.json[0]).toMatchObject({ payment_method: 'card', currency: 'hkd' });
  }),
  onTheWire('there are no test helpers in live mode', async (merchant) => {
    const key = merchant.keys.live_secret;
    const path = '/v1/test_helpers/reporting/report_runs';
    const params = { report_type: 'balance.summary.1', outcome: 'failed' };
    expect((await merchant.post(path, params, { key })).status).toBe(404);
  }),
];

export const reports: Area = { name: 'reports', cases };
