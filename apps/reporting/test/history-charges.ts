// What happens to charges in a history: asked by merchants, answered by the acquirer.
import { deriveSuffix, idOf, parseId, sandboxCard } from '@ledgerway/contracts';
import {
  openIntents,
  type Charge,
  type ChargeCommand,
  type FeeRate,
  type Intent,
  type StreamState,
  type Terms,
} from '@ledgerway/domain';
import type { Step } from './histories.js';
import { approved, termsOf } from './written-log.js';

/** Two merchants, one of them in both modes. */
export const tenantOfHistory = (of: number) => ({
  merchantId: of % 3 === 0 ? 'acct_two' : 'acct_one',
  livemode: of % 3 === 1,
});

/** A long history has parts, each with streams of its own that are alike in all parts. */
export const streamsOfPart = 12;
export const variantOf = (of: number): number => of % streamsOfPart;

const tariffs: readonly (FeeRate | null)[] = [
  null,
  { percentBps: 340, fixed: 235n, taxBps: 1000 },
  { percentBps: 125, fixed: 0n, taxBps: 0 },
];

/** Half of the charges are captured later, some cost a fee, and one can be spent at once. */
export function historyTerms(of: number): Terms {
  const charge = variantOf(of);
  return termsOf(of, {
    ...tenantOfHistory(of),
    currency: charge === 5 ? 'jpy' : 'hkd',
    capture: charge % 2 === 0 ? 'automatic' : 'manual',
    card: sandboxCard(charge === 2 ? 'tok_bypassPending' : 'tok_visa')!,
    fees: tariffs[charge % tariffs.length]!,
    details: {
      ...termsOf(of).details,
      description: charge === 4 ? 'a "quoted" {text}, 陳大文 \\' : null,
      customer: charge % 2 === 0 ? 'cus_1' : null,
      transferGroup: charge === 2 ? 'NULL' : null,
    },
  });
}

export function chargeCommand(
  { charge }: StreamState,
  step: Step,
  index: number,
  at: number,
): ChargeCommand | undefined {
  const terms = historyTerms(step.of);
  // A refund may come too early: it is refused, and the stream has no charge yet.
  if (step.does === 'create' || (charge === null && step.does !== 'refund'))
    return { type: 'CreateCharge', terms, at };
  return commandOnCharge(charge, terms, step, index, at);
}

/** What may be done to a charge, whether it belongs to a payment intent or to nothing. */
export function commandOnCharge(
  charge: Charge | null,
  { chargeId, merchantId, livemode }: Pick<Terms, 'chargeId' | 'merchantId' | 'livemode'>,
  step: Step,
  index: number,
  at: number,
): ChargeCommand | undefined {
  const id = (prefix: 're' | 'cap' | 'du', what: string) =>
    idOf(prefix, parseId(chargeId)!.core, deriveSuffix(what, String(index)));
  const caller = { merchantId, livemode };
  const amount = step.amount === null ? null : BigInt(step.amount);
  const { final } = step;
  const asked = { caller, at };
  switch (step.does) {
    case 'capture': {
      const [captureId, releaseId] = [id('cap', 'capture'), id('re', 'release')];
      return { type: 'CaptureCharge', ...asked, captureId, amount, final, releaseId };
    }
    case 'refund': {
      const refundId = id('re', 'refund');
      return { type: 'RefundCharge', ...asked, refundId, amount, reason: null, metadata: {} };
    }
    case 'update':
      return { type: 'UpdateCharge', ...asked, changes: { description: `changed ${index}` } };
    case 'expire':
      return { type: 'ExpireAuthorization', releaseId: id('re', 'expiry'), at };
    case 'contradict':
      return { type: 'RecordAuthorization', outcome: { kind: 'declined', decline }, at };
    case 'announce':
      return { type: 'AnnounceExpiry', at };
    case 'dispute':
      return {
        type: 'OpenDispute',
        disputeId: id('du', 'dispute'),
        amount,
        fee: 1_500n,
        reason: 'fraudulent',
        networkReasonCode: '10.4',
        warning: step.answer === 'pending',
        evidenceDueBy: at + 60_000,
        at,
      };
    default:
      return charge === null ? undefined : laterCommand(charge, step, index, asked);
  }
}

/** What follows an earlier step: an answer, or something done to a refund or dispute. */
function laterCommand(
  charge: Charge,
  { does, final, answer }: Step,
  index: number,
  asked: { readonly caller: { merchantId: string; livemode: boolean }; readonly at: number },
): ChargeCommand | undefined {
  const refundId = charge.refunds.at(-1)?.refundId;
  const disputeId = charge.disputes.at(-1)?.disputeId;
  const { at } = asked;
  if (does === 'answer') {
    const [intent] = openIntents(charge);
    return intent && answerTo(intent, answer, at);
  }
  if (does === 'cancel_refund')
    return refundId === undefined ? undefined : { type: 'CancelRefund', ...asked, refundId };
  if (does === 'describe') {
    const metadata = { note: String(index) };
    return refundId === undefined
      ? undefined
      : { type: 'UpdateRefund', ...asked, refundId, metadata };
  }
  if (does === 'return') {
    const outcome = { kind: 'failed', failure: 'closed account' } as const;
    return refundId === undefined ? undefined : { type: 'RecordRefund', refundId, outcome, at };
  }
  if (disputeId === undefined) return undefined;
  if (does === 'evidence') {
    const submit = answer !== 'pending';
    const texts = { evidence: { uncategorized_text: `b ${index}` }, metadata: {}, submit };
    return { type: 'UpdateDispute', ...asked, disputeId, ...texts };
  }
  if (does === 'concede')
    return { type: 'CloseDispute', ...asked, disputeId, closeId: `close-${index}` };
  if (does !== 'settle') return undefined;
  const outcome = answer === 'pending' ? 'warning_closed' : final ? 'won' : 'lost';
  return { type: 'SettleDispute', disputeId, outcome, at };
}

const decline = {
  code: 'card_declined',
  declineCode: null,
  message: 'No.',
  param: null,
  blocked: false,
};

function answerTo(intent: Intent, answer: Step['answer'], at: number): ChargeCommand {
  const unknown = { kind: 'unknown' } as const;
  if (intent.kind === 'authorize') {
    const no = { kind: 'declined', decline } as const;
    const plain = answer === 'declined' ? no : approved;
    return { type: 'RecordAuthorization', outcome: answer === 'unknown' ? unknown : plain, at };
  }
  const failed = { kind: 'failed', failure: 'declined' } as const;
  const done = { kind: 'done', acquirerReference: 'ref-2' } as const;
  const plain = answer === 'failed' ? failed : done;
  const outcome = answer === 'unknown' ? unknown : plain;
  switch (intent.kind) {
    case 'capture':
      return { type: 'RecordCapture', captureId: intent.intentId, outcome, at };
    case 'void':
      return { type: 'RecordVoid', refundId: intent.intentId, outcome, at };
    case 'cancel_refund':
      return { type: 'RecordRefundCancel', refundId: intent.refundId, outcome, at };
    case 'evidence':
      return { ...intentNames(intent), type: 'RecordEvidence', outcome, at };
    case 'refund': {
      const later = answer === 'pending' ? ({ kind: 'pending' } as const) : outcome;
      return { type: 'RecordRefund', refundId: intent.intentId, outcome: later, at };
    }
  }
}

const intentNames = ({ disputeId, submission }: Extract<Intent, { kind: 'evidence' }>) => ({
  disputeId,
  submission,
});
