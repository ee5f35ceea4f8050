import { refusalOf, valueOf } from '../testing/parsing.js';
import { CreateReportRunParams, TestReportRunParams } from './reports.js';

const activity = 'balance_change_from_activity.itemized.1';
const of = (parameters: object, report_type = activity) => ({ report_type, parameters });

describe('the parameters of a report run', () => {
  it.each([
    [{ report_type: activity }, 'accepted'],
    [{}, 'parameter_missing report_type'],
    [{ report_type: 'balance_change_from_activity.itemized.7' }, '400 report_type'],
    [{ report_type: 'activity' }, '400 report_type'],
    [of({ interval_start: '1', interval_end: '2' }), 'accepted'],
    [of({ interval_start: '2', interval_end: '2' }), '400 parameters[interval_end]'],
    [of({ interval_start: '3', interval_end: '2' }), '400 parameters[interval_end]'],
    [of({ interval_start: 'monday' }), 'parameter_invalid_integer parameters[interval_start]'],
    [of({ interval_end: '253402300799' }), 'accepted'],
    [of({ interval_end: '253402300800' }), '400 parameters[interval_end]'],
    [of({ timezone: 'Asia/Hong_Kong' }), 'accepted'],
    [of({ timezone: 'Asia/Hongkong_' }), '400 parameters[timezone]'],
    [of({ currency: 'HKD' }), 'accepted'],
    [of({ currency: 'hkx' }), '400 parameters[currency]'],
    [of({ columns: ['net', 'gross'] }), 'accepted'],
    [of({ columns: ['net', 'profit'] }), '400 parameters[columns]'],
    [of({ columns: ['net', 'net'] }), '400 parameters[columns]'],
    [of({ columns: '' }), '400 parameters[columns]'],
    [of({ columns: ['net'] }, 'balance.summary.1'), '400 parameters[columns]'],
    [of({ reporting_category: 'charge' }), 'accepted'],
    [of({ reporting_category: 'fun' }), '400 parameters[reporting_category]'],
    [
      of({ reporting_category: 'charge' }, 'balance.summary.1'),
      '400 parameters[reporting_category]',
    ],
    [of({ payout: 'po_1' }), '400 parameters[payout]'],
    [of({ payout: 'po_1' }, 'payout_reconciliation.itemized.5'), 'accepted'],
    [of({}, 'payout_reconciliation.itemized.5'), 'accepted'],
    [of({}, 'payout_reconciliation.by_id.itemized.4'), 'parameter_missing parameters[payout]'],
    [of({ format: 'json' }), 'accepted'],
    [of({ format: 'pdf' }), '400 parameters[format]'],
    [of({ connected_account: 'acct_1' }), 'parameter_unknown parameters[connected_account]'],
  ])('%j: %s', (raw, refusal) => expect(refusalOf(CreateReportRunParams, raw)).toBe(refusal));

  it('can be told how to end in test mode only', () => {
    const raw = { report_type: activity, outcome: 'failed' };
    expect(valueOf(TestReportRunParams, raw).outcome).toBe('failed');
    expect(refusalOf(TestReportRunParams, { ...raw, outcome: 'late' })).toBe('400 outcome');
    expect(refusalOf(CreateReportRunParams, raw)).toBe('parameter_unknown outcome');
  });
});
