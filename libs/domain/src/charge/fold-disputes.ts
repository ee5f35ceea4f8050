// How what happens to disputes changes a charge.
import type { Folds } from '../decision.js';
import { capturedAmount } from './amounts.js';
import type { ChargeEvent, ChargeState, Dispute, DisputeStatus } from './model.js';

const underReview = {
  needs_response: 'under_review',
  warning_needs_response: 'warning_under_review',
} as const satisfies Partial<Record<DisputeStatus, DisputeStatus>>;

/** Where a dispute stands again if its evidence was not taken in; a closed one stays closed. */
const unanswered = (status: DisputeStatus): DisputeStatus => {
  if (status === 'under_review') return 'needs_response';
  return status === 'warning_under_review' ? 'warning_needs_response' : status;
};

/** The charge with one dispute changed; `false` if there is none, or it cannot change like that. */
function changeDispute(
  state: ChargeState,
  disputeId: string,
  change: (dispute: Dispute) => Partial<Dispute> | false,
): ChargeState | false {
  if (state.status === 'none') return false;
  const current = state.disputes.find((one) => one.disputeId === disputeId);
  const changed = current !== undefined && change(current);
  if (changed === false) return false;
  const disputes = state.disputes.map((one) => (one === current ? { ...one, ...changed } : one));
  return { ...state, disputes };
}

const outcomesOf = (status: DisputeStatus): readonly DisputeStatus[] => {
  if (status === 'needs_response' || status === 'under_review') return ['won', 'lost'];
  if (status === 'won' || status === 'lost' || status === 'warning_closed') return [];
  return ['warning_closed'];
};

export const disputeFolds = {
  DisputeOpened: (state, { type: _, warning, ...opened }) => {
    if (state.status === 'none' || capturedAmount(state) === 0n) return false;
    if (state.disputes.some((one) => one.disputeId === opened.disputeId)) return false;
    const status = warning ? 'warning_needs_response' : 'needs_response';
    const dispute: Dispute = {
      ...opened,
      status,
      evidence: {},
      submissions: 0,
      answered: 0,
      metadata: {},
    };
    return { ...state, disputes: [...state.disputes, dispute] };
  },
  DisputeUpdated: (state, { disputeId, evidence, metadata }) =>
    changeDispute(state, disputeId, () => ({ evidence, metadata })),
  DisputeEvidenceSubmitted: (state, { disputeId, evidence, metadata }) =>
    changeDispute(state, disputeId, ({ status, submissions }) => {
      if (status !== 'needs_response' && status !== 'warning_needs_response') return false;
      return { evidence, metadata, status: underReview[status], submissions: submissions + 1 };
    }),
  DisputeEvidenceAnswered: (state, { disputeId, submission, accepted }) =>
    changeDispute(
      state,
      disputeId,
      ({ status, submissions, answered }) =>
        submission > answered &&
        submission <= submissions && {
          answered: submission,
          status: accepted ? status : unanswered(status),
        },
    ),
  DisputeClosed: (state, { disputeId, outcome, closeId }) =>
    changeDispute(
      state,
      disputeId,
      ({ status }) =>
        outcomesOf(status).includes(outcome) && {
          status: outcome,
          ...(closeId !== undefined && { closeId }),
        },
    ),
} satisfies Partial<Folds<ChargeState, ChargeEvent>>;
