// What is decided about disputes: the payer's bank opens and settles them, the merchant answers.
import { accept, reject } from '../decision.js';
import { capturedAmount, disputableAmount } from './amounts.js';
import { contradiction } from './contradiction.js';
import { isSame } from '../changes.js';
import { mergeMetadata, outgrows } from '../metadata.js';
import type {
  Charge,
  ChargeCommandOf,
  ChargeDecision,
  ChargeEvent,
  Dispute,
  DisputeStatus,
} from './model.js';
import { endedAs } from './progress.js';

const needsResponse = (dispute: Dispute) =>
  dispute.status === 'needs_response' || dispute.status === 'warning_needs_response';

export const isInquiry = ({ status }: { readonly status: DisputeStatus }): boolean =>
  status.startsWith('warning_');

const verdicts = ['won', 'lost', 'warning_closed'] as const;
const isClosed = ({ status }: Dispute) => verdicts.some((verdict) => verdict === status);

/** True while a bank holds money of this charge, or has kept it: then nothing more is refunded. */
export const isDisputed = (charge: Charge): boolean =>
  charge.disputes.some((one) => one.status !== 'won' && !isInquiry(one));

export function openDispute(
  command: ChargeCommandOf<'OpenDispute'>,
  charge: Charge,
): ChargeDecision {
  const { type: _, ...opened } = command;
  if (charge.disputes.some((one) => one.disputeId === opened.disputeId)) return accept();
  if (capturedAmount(charge) === 0n) return reject(endedAs(charge) ?? 'invalid_amount');
  const disputable = disputableAmount(charge);
  if (disputable === 0n) return reject('already_refunded');
  const amount = opened.amount ?? disputable;
  if (amount <= 0n || amount > disputable) return reject('invalid_amount');
  return accept({ ...opened, type: 'DisputeOpened', amount });
}

/** Metadata may change at any time; evidence until it is handed in or its time is over. */
export function updateDispute(
  command: ChargeCommandOf<'UpdateDispute'>,
  charge: Charge,
): ChargeDecision {
  const { disputeId, submit, at } = command;
  const dispute = charge.disputes.find((one) => one.disputeId === disputeId);
  if (dispute === undefined) return reject('not_found');
  const evidence = mergeMetadata(dispute.evidence, command.evidence);
  const metadata = mergeMetadata(dispute.metadata, command.metadata);
  const newEvidence = !isSame({ evidence: dispute.evidence }, { evidence });
  const newMetadata = !isSame({ metadata: dispute.metadata }, { metadata });
  const submits = submit && (newEvidence || needsResponse(dispute) || dispute.submissions === 0);
  if (newEvidence || submits) {
    if (!needsResponse(dispute) || at > dispute.evidenceDueBy) return reject('dispute_not_open');
  }
  if (outgrows(dispute.metadata, metadata)) return reject('too_much_metadata');
  if (!newEvidence && !newMetadata && !submits) return accept();
  const type = submits ? 'DisputeEvidenceSubmitted' : 'DisputeUpdated';
  return accept<ChargeEvent>({ type, disputeId, evidence, metadata, at });
}

/** Evidence that the acquirer refuses was not handed in: the merchant may try again. */
export function recordEvidence(
  { disputeId, submission, outcome, at }: ChargeCommandOf<'RecordEvidence'>,
  charge: Charge,
): ChargeDecision {
  const dispute = charge.disputes.find((one) => one.disputeId === disputeId);
  if (dispute === undefined || submission > dispute.submissions) return reject('not_found');
  if (outcome.kind === 'unknown' || submission <= dispute.answered) return accept();
  const accepted = outcome.kind === 'done';
  return accept({ type: 'DisputeEvidenceAnswered', disputeId, submission, accepted, at });
}

/** The merchant does not fight: a dispute is lost, an inquiry is over. */
export function closeDispute(
  { disputeId, closeId, at }: ChargeCommandOf<'CloseDispute'>,
  charge: Charge,
): ChargeDecision {
  const dispute = charge.disputes.find((one) => one.disputeId === disputeId);
  if (dispute === undefined) return reject('not_found');
  if (dispute.closeId === closeId) return accept();
  if (!needsResponse(dispute)) return reject('dispute_not_open');
  const outcome = isInquiry(dispute) ? 'warning_closed' : 'lost';
  return accept({ ...closed(dispute, outcome, at), closeId });
}

export function settleDispute(
  { disputeId, outcome, at }: ChargeCommandOf<'SettleDispute'>,
  charge: Charge,
): ChargeDecision {
  const dispute = charge.disputes.find((one) => one.disputeId === disputeId);
  if (dispute === undefined) return reject('not_found');
  if (dispute.status === outcome) return accept();
  if (isClosed(dispute)) return contradiction(charge, disputeId, dispute.status, outcome, at);
  // An inquiry took no money, so there is nothing to win or lose; a chargeback is never just over.
  if (isInquiry(dispute) !== (outcome === 'warning_closed')) return reject('dispute_not_open');
  return accept(closed(dispute, outcome, at));
}

const closed = (
  { disputeId, amount, fee }: Dispute,
  outcome: (typeof verdicts)[number],
  at: number,
): ChargeEvent => ({ type: 'DisputeClosed', disputeId, outcome, amount, fee, at });
