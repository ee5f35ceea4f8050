// How each event changes a charge. `false` means that the event cannot follow: the stream is corrupt.
import { evolveBy } from '../decision.js';
import { capturedAmount } from './amounts.js';
import { disputeFolds } from './fold-disputes.js';
import { refundFolds } from './fold-refunds.js';
import type {
  Capture,
  Charge,
  ChargeEvent,
  ChargeEventOf,
  ChargeState,
  Release,
  StepStatus,
} from './model.js';

const exists = (state: ChargeState): state is Charge => state.status !== 'none';
const isOpen = (state: ChargeState): state is Charge =>
  state.status === 'requested' || state.status === 'unknown';
const isAuthorized = (state: ChargeState): state is Charge => state.status === 'authorized';

function requested(
  state: ChargeState,
  { terms, at }: ChargeEventOf<'ChargeRequested'>,
): ChargeState | false {
  if (exists(state)) return false;
  return {
    status: 'requested',
    terms,
    details: terms.details,
    createdAt: at,
    approval: null,
    authorizedAmount: 0n,
    expiresAt: null,
    decline: null,
    captures: [],
    refunds: [],
    releases: [],
    pendingVoid: null,
    disputes: [],
    expiryAnnounced: false,
    contradictions: [],
  };
}

/** The captures with one of them moved on, or `false` if it is not where it could come from. */
function moveCapture(
  charge: Charge,
  captureId: string,
  from: readonly StepStatus[],
  status: StepStatus,
): Capture[] | false {
  const current = charge.captures.find((one) => one.captureId === captureId);
  if (current === undefined || !from.includes(current.status)) return false;
  return charge.captures.map((one) => (one === current ? { ...one, status } : one));
}

function captured(state: ChargeState, event: ChargeEventOf<'ChargeCaptured'>): ChargeState | false {
  if (!isAuthorized(state)) return false;
  const { captureId, amount, final, released, releaseId, at } = event;
  const asked = state.captures.some((one) => one.captureId === captureId);
  const sale: Capture = { captureId, amount, final, releaseId: '', status: 'done', at };
  const captures = asked
    ? moveCapture(state, captureId, ['requested', 'unknown'], 'done')
    : [...state.captures, sale];
  if (captures === false) return false;
  const release: Release[] =
    releaseId === null
      ? []
      : [
          {
            refundId: releaseId,
            amount: released,
            cause: 'short_capture',
            reason: null,
            metadata: {},
            at,
          },
        ];
  const releases = [...state.releases, ...release];
  return { ...state, status: final ? 'captured' : 'authorized', captures, releases };
}

const inFlight = ['requested', 'unknown'] as const;

export const evolve = evolveBy<ChargeState, ChargeEvent>({
  ChargeRequested: requested,
  ChargeAuthorized: (state, { approval, amount, expiresAt }) =>
    isOpen(state) && {
      ...state,
      status: 'authorized',
      approval,
      authorizedAmount: amount,
      expiresAt: state.terms.capture === 'manual' ? expiresAt : null,
    },
  ChargeDeclined: (state, { decline }) =>
    isOpen(state) && { ...state, status: 'declined', decline },
  AuthorizationUnknown: (state) => state.status === 'requested' && { ...state, status: 'unknown' },
  CaptureRequested: (state, { captureId, amount, final, releaseId, details, at }) =>
    isAuthorized(state) && {
      ...state,
      details: details ?? state.details,
      captures: [
        ...state.captures,
        { captureId, amount, final, releaseId, status: 'requested', at },
      ],
    },
  CaptureUnknown: (state, { captureId }) => {
    const captures = exists(state) && moveCapture(state, captureId, ['requested'], 'unknown');
    return captures && exists(state) && { ...state, captures };
  },
  CaptureFailed: (state, { captureId }) => {
    const captures = exists(state) && moveCapture(state, captureId, inFlight, 'failed');
    return captures && exists(state) && { ...state, captures };
  },
  ChargeCaptured: captured,
  VoidRequested: (state, { refundId, reason, metadata }) =>
    isAuthorized(state) &&
    state.pendingVoid === null && {
      ...state,
      pendingVoid: { refundId, reason, metadata, status: 'requested' },
    },
  VoidUnknown: (state, { refundId }) =>
    exists(state) &&
    state.pendingVoid?.refundId === refundId && {
      ...state,
      pendingVoid: { ...state.pendingVoid, status: 'unknown' },
    },
  VoidFailed: (state, { refundId }) =>
    exists(state) && state.pendingVoid?.refundId === refundId && { ...state, pendingVoid: null },
  ChargeVoided: (state, { refundId, released, at }) => {
    if (!isAuthorized(state) || state.pendingVoid?.refundId !== refundId) return false;
    const { reason, metadata } = state.pendingVoid;
    const release: Release = { refundId, amount: released, cause: 'void', reason, metadata, at };
    return {
      ...state,
      status: 'voided',
      pendingVoid: null,
      releases: [...state.releases, release],
    };
  },
  ChargeExpired: (state, { releaseId, released, at }) => {
    if (!isAuthorized(state)) return false;
    const release: Release = {
      refundId: releaseId,
      amount: released,
      cause: 'expiry',
      reason: null,
      metadata: {},
      at,
    };
    // What was captured before stays the merchant's, and can be refunded.
    const status = capturedAmount(state) > 0n ? 'captured' : 'expired';
    return { ...state, status, releases: [...state.releases, release] };
  },
  ChargeExpiringSoon: (state) => isAuthorized(state) && { ...state, expiryAnnounced: true },
  ...refundFolds,
  ...disputeFolds,
  ChargeUpdated: (state, { chargeId, details }) =>
    exists(state) &&
    (chargeId === undefined || chargeId === state.terms.chargeId) && { ...state, details },
  AcquirerContradicted: (state, { intentId, said }) =>
    exists(state) && {
      ...state,
      contradictions: [...state.contradictions, `${intentId}:${said}`],
    },
  CommandRejected: (state) => state,
});
