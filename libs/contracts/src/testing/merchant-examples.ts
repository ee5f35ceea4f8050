// Fixed values for specs: what a merchant is owed, a payout of it, and everything else of its stream.
import {
  dayMs,
  startOfUtcDay,
  type MerchantEvent,
  type MerchantEventOf,
  type Payout,
  type ReportRun,
} from '@ledgerway/domain';
import { deriveSuffix, idOf } from '../ids.js';
import { at, core } from './examples.js';

const owner = { merchantId: 'acct_1', livemode: false };
const availableAt = startOfUtcDay(at) + 7 * dayMs;

export const payoutId = idOf('po', core, deriveSuffix('payout'));
const reversalId = idOf('po', core, deriveSuffix('reversal'));
const reserveId = idOf('rsv', core, deriveSuffix('reserve'));

export const payout: Payout = {
  id: payoutId,
  amount: 1500n,
  currency: 'hkd',
  status: 'pending',
  automatic: false,
  sweeping: true,
  description: 'The week',
  statementDescriptor: null,
  metadata: { amount: '12' },
  createdAt: availableAt,
  sentAt: availableAt + dayMs,
  arrivalAt: availableAt + 2 * dayMs,
  failure: null,
  originalPayout: null,
  reversedBy: null,
};
const money = { payoutId, amount: payout.amount, currency: payout.currency };

export const reportRun: ReportRun = {
  id: idOf('frr', core, deriveSuffix('report')),
  reportType: 'balance.summary.1',
  parameters: { interval_start: 1, interval_end: 2 },
  status: 'succeeded',
  failureMessage: null,
  result: { id: 'file_1', object: 'file' },
  createdAt: at,
  endedAt: at + 1000,
};

export const fundsRecorded: MerchantEvent = {
  type: 'FundsRecorded',
  ...owner,
  positions: { '3': 17 },
  funds: [{ currency: 'hkd', availableAt, amount: 2000n }],
  at,
};
export const fundsReleased: MerchantEvent = {
  type: 'FundsReleased',
  ...owner,
  through: availableAt,
  released: [{ currency: 'hkd', amount: 2000n }],
  at: availableAt,
};
export const reserveHeld: MerchantEvent = {
  type: 'ReserveHeld',
  ...owner,
  reserve: { id: reserveId, currency: 'hkd', amount: 500n, description: null, at: availableAt },
  at: availableAt,
};
export const payoutCreated: MerchantEventOf<'PayoutCreated'> = {
  type: 'PayoutCreated',
  ...owner,
  payout,
  coverage: {
    positions: { '3': 17 },
    through: availableAt,
    previous: { payoutId: reversalId, positions: { '3': 1 }, through: at },
  },
  at: availableAt,
};
const sent: MerchantEvent = { type: 'PayoutSent', ...owner, payoutId, at: payout.sentAt };
const paid: MerchantEvent = { type: 'PayoutPaid', ...owner, ...money, at: payout.arrivalAt };
const failure = { code: 'account_closed', message: 'The bank account has been closed.' };
const failed: MerchantEvent = {
  type: 'PayoutFailed',
  ...owner,
  ...money,
  failure,
  returned: false,
  at: payout.sentAt,
};
const canceled: MerchantEvent = { type: 'PayoutCanceled', ...owner, ...money, at: availableAt };
const updated: MerchantEvent = {
  type: 'PayoutUpdated',
  ...owner,
  payoutId,
  metadata: { amount: '13' },
  previous: payout.metadata,
  at: availableAt,
};
const reversed: MerchantEvent = {
  type: 'PayoutReversed',
  ...owner,
  payoutId,
  reversal: { ...payout, id: reversalId, amount: -1500n, originalPayout: payoutId, status: 'paid' },
  at: payout.arrivalAt,
};
const recorded = (run: ReportRun): MerchantEvent => ({
  type: 'ReportRunRecorded',
  ...owner,
  run,
  at: run.endedAt,
});

export const merchantEventExamples: {
  readonly [T in MerchantEvent['type']]: MerchantEventOf<MerchantEvent['type']>;
} = {
  FundsRecorded: fundsRecorded,
  FundsReleased: fundsReleased,
  PayoutCreated: payoutCreated,
  PayoutUpdated: updated,
  PayoutSent: sent,
  PayoutPaid: paid,
  PayoutFailed: failed,
  PayoutCanceled: canceled,
  PayoutReversed: reversed,
  PayoutScheduleSet: {
    type: 'PayoutScheduleSet',
    ...owner,
    schedule: { interval: 'weekly', weeklyAnchor: 1 },
    nextRunAt: availableAt,
    at,
  },
  PayoutScheduleRan: {
    type: 'PayoutScheduleRan',
    ...owner,
    nextRunAt: availableAt + 7 * dayMs,
    at: availableAt,
  },
  ReserveHeld: reserveHeld,
  ReserveReleased: {
    type: 'ReserveReleased',
    ...owner,
    reserveId,
    releaseId: 'release-1',
    amount: 200n,
    currency: 'hkd',
    at: availableAt,
  },
  FundsConverted: {
    type: 'FundsConverted',
    ...owner,
    conversionId: idOf('fx', core, deriveSuffix('conversion')),
    from: { currency: 'hkd', amount: 500n },
    to: { currency: 'usd', amount: 63n },
    margin: 1n,
    rate: { numerator: 128n, denominator: 1000n },
    marginBps: 100,
    at: availableAt,
  },
  ReportRunRecorded: recorded(reportRun),
};

const owed = [fundsRecorded, fundsReleased];
const withPayout = [...owed, payoutCreated];

/** What happens to merchants, so that every public event about them is told. */
export const merchantLives: readonly (readonly MerchantEvent[])[] = [
  [...withPayout, updated, sent, paid, reversed],
  [...withPayout, sent, failed],
  [...withPayout, canceled],
  [recorded(reportRun)],
  [recorded({ ...reportRun, status: 'failed', failureMessage: 'No such payout.', result: null })],
];
