// What is told of a merchant's money: payouts, what became available, reports.
import type { Merchant, MerchantEvent, Payout, StreamState } from '@ledgerway/domain';
import { renderBalance } from '../balance-transaction.js';
import { renderPayout } from '../payout.js';
import { renderReportRun } from '../report-run.js';
import type { PublicEventType } from './event-types.js';
import { nothing, publicEvent, type Tellers } from './telling.js';

type Former = Readonly<Record<string, unknown>>;

function merchantIn({ merchant }: StreamState): Merchant {
  if (merchant === null) throw new Error('An event of a merchant, and none after it');
  return merchant;
}

function ofPayout(type: PublicEventType, state: StreamState, id: string, previous?: Former) {
  const { payouts, livemode } = merchantIn(state);
  const payout = payouts.find((one) => one.id === id);
  if (payout === undefined) throw new Error(`An event of payout ${id}, and none after it`);
  return publicEvent(type, renderPayout(payout, livemode), previous);
}

const toldOf =
  (type: PublicEventType) =>
  ({ payoutId }: { readonly payoutId: string }, state: StreamState) => [
    ofPayout(type, state, payoutId),
  ];

/** One that pays everything can be reconciled from the start. */
const created = (payout: Payout, state: StreamState) => [
  ofPayout('payout.created', state, payout.id),
  ...(payout.sweeping ? [ofPayout('payout.reconciliation_completed', state, payout.id)] : []),
];

export const merchantTellers: Tellers<MerchantEvent> = {
  FundsReleased: (_, state) => {
    const { funds, livemode } = merchantIn(state);
    const total = (amounts: readonly { readonly amount: bigint }[]) =>
      String(amounts.reduce((sum, { amount }) => sum + amount, 0n));
    const balance = {
      available: funds.map(({ currency, available }) => ({ currency, amount: String(available) })),
      pending: funds.map(({ currency, pending }) => ({ currency, amount: total(pending) })),
    };
    return [publicEvent('balance.available', renderBalance(balance, livemode))];
  },
  PayoutCreated: ({ payout }, state) => created(payout, state),
  PayoutUpdated: ({ payoutId, metadata, previous }, state) => {
    const keys = Object.keys({ ...previous, ...metadata });
    const changed = keys.filter((key) => previous[key] !== metadata[key]);
    const former = Object.fromEntries(changed.map((key) => [key, previous[key] ?? null]));
    return [ofPayout('payout.updated', state, payoutId, { metadata: former })];
  },
  PayoutSent: ({ payoutId }, state) => [
    ofPayout('payout.updated', state, payoutId, { status: 'pending' }),
  ],
  PayoutPaid: toldOf('payout.paid'),
  PayoutFailed: toldOf('payout.failed'),
  PayoutCanceled: toldOf('payout.canceled'),
  PayoutReversed: ({ payoutId, reversal }, state) => [
    ofPayout('payout.created', state, reversal.id),
    ofPayout('payout.updated', state, payoutId, { reversed_by: null }),
  ],
  ReportRunRecorded: ({ run, livemode }) => [
    publicEvent(
      run.status === 'succeeded' ? 'reporting.report_run.succeeded' : 'reporting.report_run.failed',
      renderReportRun(run, livemode),
    ),
  ],
  FundsRecorded: nothing,
  PayoutScheduleSet: nothing,
  PayoutScheduleRan: nothing,
  ReserveHeld: nothing,
  ReserveReleased: nothing,
  FundsConverted: nothing,
};
