import { balanceTransactionIdOf, reportTypes } from '@ledgerway/contracts';
import { dayMs } from '@ledgerway/domain';
import type { Database } from '@ledgerway/platform';
import { intentOf, methodOf } from '../../test/history-payment-intents.js';
import { askFor, linesMade, partsMade } from '../../test/made-reports.js';
import { projectAll, readModels, type ReadModels } from '../../test/read-models.js';
import { startMs, termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import {
  writeAttempt,
  writeDispute,
  writeIntent,
  writeRefund,
} from '../../test/written-payments.js';

const tenant = { merchantId: 'acct_one', livemode: false };
const start = startMs / 1000;
const ever = { interval_start: 0, interval_end: start + 400 * 86_400 };
const fees = { percentBps: 300, fixed: 200n, taxBps: 0 };

let models: ReadModels;
let database: Database;
let log: WrittenLog;
let schemas = 0;
beforeAll(async () => {
  models = await readModels('reports');
});
afterAll(() => models.drop());
beforeEach(async () => {
  database = await models.schema(`reports_${schemas++}`, 1);
  log = new WrittenLog(1);
});

const made = async (id: string, parameters: object = ever) => {
  await projectAll(database, log);
  return linesMade(database, askFor(id, tenant, parameters));
};

/** A charge with a fee, one that is partly refunded, one in yen, and what is not the merchant's. */
async function writeBooks(): Promise<void> {
  await writeCharge(log, termsOf('sold', { fees }));
  await writeCharge(log, termsOf('back'), startMs + dayMs);
  await writeRefund(log, termsOf('back').chargeId, 500n, ['done'], { at: startMs + 2 * dayMs });
  await writeCharge(log, termsOf('yen', { currency: 'jpy', amount: 700n }), startMs + dayMs + 1);
  await writeCharge(log, termsOf('live', { livemode: true }));
  await writeCharge(log, termsOf('theirs', { merchantId: 'acct_two' }));
}

describe('the itemized activity', () => {
  it('has a line for each row of the statement, oldest first, in major units', async () => {
    await writeBooks();
    const lines = await made('balance_change_from_activity.itemized.1');
    expect(lines.map(({ gross, fee, net, currency }) => [gross, fee, net, currency])).toEqual([
      ['20.00', '2.60', '17.40', 'hkd'],
      ['20.00', '0.00', '20.00', 'hkd'],
      ['700', '0', '700', 'jpy'],
      ['-5.00', '0.00', '-5.00', 'hkd'],
    ]);
    const { chargeId } = termsOf('sold');
    expect(lines[0]).toEqual({
      balance_transaction_id: balanceTransactionIdOf(chargeId),
      created_utc: '2026-01-05 10:00:00',
      created: '2026-01-05 10:00:00',
      available_on_utc: '2026-01-12 00:00:00',
      available_on: '2026-01-12 00:00:00',
      ...{ currency: 'hkd', gross: '20.00', fee: '2.60', net: '17.40' },
      reporting_category: 'charge',
      source_id: chargeId,
      description: 'Order sold',
      charge_id: chargeId,
      payment_intent_id: '',
      customer_id: '',
      payment_method_type: 'card',
    });
    expect(lines[3]).toMatchObject({
      reporting_category: 'refund',
      charge_id: termsOf('back').chargeId,
      source_id: expect.stringMatching(/^re_/),
    });
  });

  it('has the columns that were asked for, in that order', async () => {
    await writeBooks();
    await projectAll(database, log);
    const columns = ['net', 'currency'];
    const ask = askFor('balance_change_from_activity.itemized.3', tenant, { ...ever, columns });
    expect((await partsMade(database, ask)).join('').split('\n').slice(0, 2)).toEqual([
      'net,currency',
      '17.40,hkd',
    ]);
  });

  it('is JSON if that was asked for', async () => {
    await writeBooks();
    await projectAll(database, log);
    const parameters = { ...ever, format: 'json', columns: ['net', 'payment_intent_id'] } as const;
    const json = async (currency: string) => {
      const ask = { ...parameters, currency };
      const type = 'balance_change_from_activity.itemized.1';
      return JSON.parse((await partsMade(database, askFor(type, tenant, ask))).join('')) as unknown;
    };
    expect(await json('jpy')).toEqual([{ net: '700', payment_intent_id: null }]);
    expect(await json('usd')).toEqual([]);
  });

  it.each([
    ['the interval from its first second', { interval_start: start }, 4],
    ['not what was before it', { interval_start: start + 1 }, 3],
    ['not what is at its end', { interval_end: start }, 0],
    ['what is just before its end', { interval_end: start + 1 }, 1],
    ['one currency', { currency: 'jpy' }, 1],
    ['one category', { reporting_category: 'refund' }, 1],
    ['another category', { reporting_category: 'dispute' }, 0],
  ])('is of %s', async (_, parameters, count) => {
    await writeBooks();
    const lines = await made('balance_change_from_activity.itemized.1', { ...ever, ...parameters });
    expect(lines).toHaveLength(count);
  });

  it('leaves an apostrophe before a text that a spreadsheet would run', async () => {
    const { details } = termsOf('evil');
    const described = (description: string) => ({ details: { ...details, description } });
    await writeCharge(log, termsOf('evil', described('=1+1')), startMs);
    await writeCharge(log, termsOf('quoted', described('a "b", c\nd')), startMs + 1);
    const lines = await made('balance_change_from_activity.itemized.1');
    expect(lines.map(({ description }) => description)).toEqual(["'=1+1", 'a "b", c\nd']);
  });
});

describe('times in a report', () => {
  const created = async (atMs: readonly number[], timezone: string) => {
    for (const [index, at] of atMs.entries()) await writeCharge(log, termsOf(index), at);
    const lines = await made('balance_change_from_activity.itemized.1', { ...ever, timezone });
    return lines.map((line) => line['created']);
  };

  it.each([
    ['Asia/Hong_Kong', '2026-01-05T15:59:59.999Z', '2026-01-05 23:59:59'],
    ['Asia/Hong_Kong', '2026-01-05T16:00:00Z', '2026-01-06 00:00:00'],
    ['America/New_York', '2026-03-08T06:59:59Z', '2026-03-08 01:59:59'],
    ['America/New_York', '2026-03-08T07:00:00Z', '2026-03-08 03:00:00'],
    ['Asia/Kathmandu', '2026-01-05T18:15:00Z', '2026-01-06 00:00:00'],
  ])('of %s: %s is %s', async (timezone, utc, local) =>
    expect(await created([Date.parse(utc)], timezone)).toEqual([local]),
  );

  it('of an interval are what they are, whatever the zone: it is two instants', async () => {
    const hongKongDay = Date.parse('2026-01-06T00:00:00+08:00') / 1000;
    const interval = { interval_start: hongKongDay, interval_end: hongKongDay + 86_400 };
    const instants = [-1, 0, 86_400_000 - 1, 86_400_000].map((ms) => hongKongDay * 1000 + ms);
    for (const [index, at] of instants.entries()) await writeCharge(log, termsOf(index), at);
    const parameters = { ...interval, timezone: 'Asia/Hong_Kong' };
    const lines = await made('balance_change_from_activity.itemized.1', parameters);
    expect(lines.map((line) => line['created'])).toEqual([
      '2026-01-06 00:00:00',
      '2026-01-06 23:59:59',
    ]);
  });
});

describe('summaries', () => {
  it('of activity have a line for each category and currency', async () => {
    await writeBooks();
    expect(await made('balance_change_from_activity.summary.1')).toEqual([
      {
        reporting_category: 'charge',
        currency: 'hkd',
        count: '2',
        ...sums('40.00', '2.60', '37.40'),
      },
      { reporting_category: 'charge', currency: 'jpy', count: '1', ...sums('700', '0', '700') },
      {
        reporting_category: 'refund',
        currency: 'hkd',
        count: '1',
        ...sums('-5.00', '0.00', '-5.00'),
      },
    ]);
  });

  it('of the balance have it at both ends, and what changed it', async () => {
    await writeBooks();
    const interval = { interval_start: start + 86_400, interval_end: start + 2 * 86_400 };
    const parameters = { ...interval, currency: 'hkd', timezone: 'Asia/Hong_Kong' };
    const lines = await made('balance.summary.1', parameters);
    expect(lines.map((line) => [line['category'], line['net_amount'], line['currency']])).toEqual([
      ['starting_balance', '17.40', 'hkd'],
      ['activity', '20.00', 'hkd'],
      ['payouts', '0.00', 'hkd'],
      ['ending_balance', '37.40', 'hkd'],
    ]);
    expect(lines.at(-1)!['description']).toBe('Ending balance (2026-01-07 18:00:00)');
  });

  it('of payment methods have cards, both wallets and FPS, less what went back', async () => {
    await writeCharge(log, termsOf('card', { fees }));
    const methodTypes = ['fps', 'wechat_pay', 'alipay'] as const;
    const methodOptions = { wechat_pay: { client: 'web' } };
    for (const type of methodTypes) {
      const intent = intentOf(type, {}, { methodTypes, methodOptions });
      await writeIntent(log, intent);
      const chargeId = await writeAttempt(log, intent, methodOf(type), 'approved');
      if (type === 'alipay') await writeRefund(log, chargeId, 500n, ['done']);
    }
    await writeDispute(log, termsOf('card').chargeId);
    const line = (payment_method: string, count: string, money: object) => ({
      ...{ payment_method, currency: 'hkd', count },
      ...money,
    });
    expect(await made('hk.payment_methods.summary.1')).toEqual([
      line('card', '2', sums('0.00', '17.60', '-17.60')),
      line('alipay', '2', sums('15.00', '0.00', '15.00')),
      line('wechat_pay', '1', sums('20.00', '0.00', '20.00')),
      line('fps', '1', sums('20.00', '0.00', '20.00')),
    ]);
    const charges = { ...ever, reporting_category: 'charge' };
    expect((await made('hk.payment_methods.summary.1', charges))[0]).toEqual(
      line('card', '1', sums('20.00', '2.60', '17.40')),
    );
  });

  it('of nothing are empty', async () => {
    for (const { id, payout } of reportTypes)
      if (payout !== 'required') expect(await made(id)).toEqual([]);
  });
});

const sums = (gross: string, fee: string, net: string) => ({ gross, fee, net });
