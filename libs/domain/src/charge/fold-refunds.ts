// How what happens to refunds changes a charge.
import type { Folds } from '../decision.js';
import type { Charge, ChargeEvent, ChargeState, Refund } from './model.js';

const inFlight = ['requested', 'unknown'] as const;
const unsettled = ['requested', 'unknown', 'pending', 'cancel_requested'] as const;

/** The charge with one refund changed, or `false` if it is not where it could come from. */
function changeRefund(
  state: ChargeState,
  refundId: string,
  from: readonly Refund['status'][],
  change: Partial<Refund>,
): ChargeState | false {
  if (state.status === 'none') return false;
  const current = state.refunds.find((one) => one.refundId === refundId);
  if (current === undefined || !from.includes(current.status)) return false;
  const refunds = state.refunds.map((one) => (one === current ? { ...one, ...change } : one));
  return { ...state, refunds };
}

function annotate(state: Charge, refundId: string, metadata: Refund['metadata']): Charge | false {
  const named = (one: { readonly refundId: string }) => one.refundId === refundId;
  if (![...state.refunds, ...state.releases].some(named)) return false;
  return {
    ...state,
    refunds: state.refunds.map((one) => (named(one) ? { ...one, metadata } : one)),
    releases: state.releases.map((one) => (named(one) ? { ...one, metadata } : one)),
  };
}

export const refundFolds = {
  RefundRequested: (state, { refundId, amount, reason, metadata, at }) =>
    state.status === 'captured' && {
      ...state,
      refunds: [
        ...state.refunds,
        {
          refundId,
          amount,
          reason,
          metadata,
          status: 'requested',
          wasPending: false,
          failure: null,
          at,
        },
      ],
    },
  RefundUnknown: (state, { refundId }) =>
    changeRefund(state, refundId, ['requested'], { status: 'unknown' }),
  RefundPending: (state, { refundId }) =>
    changeRefund(state, refundId, inFlight, { status: 'pending', wasPending: true }),
  RefundSucceeded: (state, { refundId }) =>
    changeRefund(state, refundId, unsettled, { status: 'done' }),
  RefundFailed: (state, { refundId, failure, returned }) =>
    changeRefund(state, refundId, returned ? ['done'] : unsettled, { status: 'failed', failure }),
  RefundCancelRequested: (state, { refundId }) =>
    changeRefund(state, refundId, ['pending'], { status: 'cancel_requested' }),
  RefundCanceled: (state, { refundId }) =>
    changeRefund(state, refundId, ['cancel_requested'], { status: 'canceled' }),
  RefundCancelFailed: (state, { refundId }) =>
    changeRefund(state, refundId, ['cancel_requested'], { status: 'pending' }),
  RefundUpdated: (state, { refundId, metadata }) =>
    state.status !== 'none' && annotate(state, refundId, metadata),
} satisfies Partial<Folds<ChargeState, ChargeEvent>>;
