import { shownAmount } from '@ledgerway/contracts';
import type { ChargeEvent, Terms } from '@ledgerway/domain';
import { because, chargeAmount, timeInUtc, type Words } from './phrases.js';

const unknownAnswer = 'the acquirer gave no clear answer; it will be asked again';

const methodOf = ({ method, card }: Terms): string =>
  card === null ? method.replaceAll('_', ' ') : `a ${card.brand} card ending in ${card.last4}`;

export const chargeWords: Words<ChargeEvent> = {
  ChargeRequested: ({ terms }) =>
    `a charge of ${shownAmount(terms)} on ${methodOf(terms)} was asked for` +
    (terms.capture === 'manual' ? ', to be captured later' : ''),
  ChargeAuthorized: ({ amount, approval, expiresAt }, state) =>
    `the issuer approved ${chargeAmount(amount, state)} (code ${approval.authorizationCode}, ` +
    `acquirer's reference ${approval.acquirerReference}); it holds until ${timeInUtc(expiresAt)}`,
  ChargeDeclined: ({ decline }) =>
    `the charge was declined: ${decline.declineCode ?? decline.code} — ${decline.message}`,
  AuthorizationUnknown: () => `authorization: ${unknownAnswer}`,
  CaptureRequested: ({ amount, final }, state) =>
    `a ${final ? '' : 'partial '}capture of ${chargeAmount(amount, state)} was asked for`,
  CaptureUnknown: () => `capture: ${unknownAnswer}`,
  CaptureFailed: ({ failure }) => `the acquirer refused the capture: ${failure}`,
  ChargeCaptured: ({ amount, fee, tax, released, acquirerReference }, state) =>
    [
      `${chargeAmount(amount, state)} was captured (acquirer's reference ${acquirerReference})`,
      fee === 0n ? '' : `fee ${chargeAmount(fee, state)}`,
      tax === 0n ? '' : `tax ${chargeAmount(tax, state)}`,
      released === 0n ? '' : `${chargeAmount(released, state)} of the hold was given back`,
    ]
      .filter((part) => part !== '')
      .join('; '),
  VoidRequested: ({ reason }) => `it was asked to give the hold back${because(reason)}`,
  VoidUnknown: () => `void: ${unknownAnswer}`,
  VoidFailed: ({ failure }) => `the acquirer refused to give the hold back: ${failure}`,
  ChargeVoided: ({ released }, state) =>
    `the hold of ${chargeAmount(released, state)} was given back; nothing was charged`,
  ChargeExpired: ({ released }, state) =>
    `the authorization ran out; the hold of ${chargeAmount(released, state)} was given back`,
  RefundRequested: ({ refundId, amount, reason }, state) =>
    `a refund of ${chargeAmount(amount, state)} was asked for${because(reason)}: ${refundId}`,
  RefundUnknown: ({ refundId }) => `refund ${refundId}: ${unknownAnswer}`,
  RefundPending: ({ refundId }) => `the acquirer took refund ${refundId} in; it will settle later`,
  RefundSucceeded: ({ refundId, amount, acquirerReference }, state) =>
    `${chargeAmount(amount, state)} was refunded (${refundId}, acquirer's reference ${acquirerReference})`,
  RefundFailed: ({ refundId, amount, failure, returned = false }, state) =>
    (returned ? `the payer's bank sent refund ${refundId} back` : `refund ${refundId} failed`) +
    ` (${failure}); ${chargeAmount(amount, state)} is the merchant's again`,
  RefundCancelRequested: ({ refundId }) => `it was asked to take refund ${refundId} back`,
  RefundCanceled: ({ refundId, amount }, state) =>
    `refund ${refundId} was canceled; ${chargeAmount(amount, state)} is the merchant's again`,
  RefundCancelFailed: ({ refundId }) => `refund ${refundId} could not be canceled any more`,
  RefundUpdated: ({ refundId }) => `the metadata of refund ${refundId} was changed`,
  ChargeExpiringSoon: ({ expiresAt }) => `the authorization ends soon: ${timeInUtc(expiresAt)}`,
  DisputeOpened: ({ disputeId, amount, fee, reason, warning, evidenceDueBy }, state) =>
    (warning
      ? `the payer's bank asked about the charge${because(reason)}: ${disputeId}`
      : `the payer's bank took ${chargeAmount(amount, state)} back${because(reason)}, ` +
        `for a fee of ${chargeAmount(fee, state)}: ${disputeId}`) +
    `; evidence is due by ${timeInUtc(evidenceDueBy)}`,
  DisputeUpdated: ({ disputeId }) => `evidence or metadata of ${disputeId} was changed`,
  DisputeEvidenceSubmitted: ({ disputeId }) => `evidence was submitted for ${disputeId}`,
  DisputeEvidenceAnswered: ({ disputeId, accepted }) =>
    `the acquirer ${accepted ? 'took' : 'refused'} the evidence for ${disputeId}`,
  DisputeClosed: ({ disputeId, outcome, amount, closeId }, state) => {
    if (outcome === 'warning_closed') return `the question of ${disputeId} was closed`;
    const gaveUp = closeId === undefined ? '' : ': the merchant gave it up';
    return `dispute ${disputeId} over ${chargeAmount(amount, state)} was ${outcome}${gaveUp}`;
  },
  ChargeUpdated: ({ previous }) => `the charge was changed: ${Object.keys(previous).join(', ')}`,
  AcquirerContradicted: ({ recorded, said }) =>
    `the acquirer changed its answer from ${recorded} to ${said}: a person must reconcile it`,
  CommandRejected: ({ command, reason }) =>
    `${command} was refused: ${reason.replaceAll('_', ' ')}`,
};
