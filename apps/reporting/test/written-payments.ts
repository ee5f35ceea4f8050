// Payment intents, disputes and the like, written as short stories for specs.
import { deriveSuffix, idOf, parseId } from '@ledgerway/contracts';
import type { MethodSnapshot, PaymentIntent } from '@ledgerway/domain';
import { confirmationOf } from './history-payment-intents.js';
import { approved, startMs, type WrittenLog } from './written-log.js';

const declined = {
  kind: 'declined',
  decline: {
    code: 'card_declined',
    declineCode: null,
    message: 'No.',
    param: null,
    blocked: false,
  },
} as const;

export const suffixed = (prefix: 're' | 'du', id: string, name: string): string =>
  idOf(prefix, parseId(id)!.core, deriveSuffix(name));

export async function writeIntent(log: WrittenLog, intent: PaymentIntent): Promise<void> {
  const at = intent.createdAt;
  await log.run(intent.id, {
    type: 'CreatePaymentIntent',
    intent,
    newMethod: null,
    confirm: null,
    at,
  });
}

/** One more attempt; as many as there were name its charge. @returns the charge's id */
export async function writeAttempt(
  log: WrittenLog,
  intent: PaymentIntent,
  method: MethodSnapshot,
  answer: 'approved' | 'declined',
  at = startMs,
): Promise<string> {
  const { id, merchantId, livemode } = intent;
  const caller = { merchantId, livemode };
  const confirm = confirmationOf(id, log.stream(id).state.intent!.attempt + 1);
  const asked = { caller, changes: { method }, newMethod: null, confirm, at };
  await log.run(id, { type: 'ConfirmPaymentIntent', ...asked });
  const { action, attempt } = log.stream(id).state.intent!;
  if (action?.kind === 'redirect_wallet' || action?.kind === 'qr_wechat')
    await log.run(id, { type: 'CompleteAction', caller, attempt, outcome: 'succeeded', at });
  if (action?.kind === 'qr_fps') await log.run(id, creditOf(intent, action.reference, at));
  const outcome = answer === 'approved' ? approved : declined;
  await log.run(id, { type: 'RecordAuthorization', outcome, at });
  return confirm.chargeId;
}

/** A bank transfer of what the intent costs, or of another amount. */
export const creditOf = (
  { merchantId, livemode, details }: PaymentIntent,
  reference: string,
  at: number,
  amount = details.amount,
) =>
  ({
    type: 'ReceiveCredit',
    caller: { merchantId, livemode },
    creditId: `credit-${reference}`,
    amount,
    currency: details.currency,
    reference,
    bankReference: `bank-${reference}`,
    at,
  }) as const;

type Answer = 'done' | 'failed' | 'pending';

/** A refund with all that the acquirer says of it. @returns its id */
export async function writeRefund(
  log: WrittenLog,
  chargeId: string,
  amount: bigint,
  answers: readonly Answer[],
  { name = 'refund', at = startMs + 1_000 } = {},
): Promise<string> {
  const { terms } = log.charges().find((one) => one.terms.chargeId === chargeId)!;
  const caller = { merchantId: terms.merchantId, livemode: terms.livemode };
  const refundId = suffixed('re', chargeId, name);
  const asked = { caller, refundId, amount, reason: null, metadata: {}, at };
  await log.run(chargeId, { type: 'RefundCharge', ...asked });
  const outcomes = {
    done: { kind: 'done', acquirerReference: 'r' },
    failed: { kind: 'failed', failure: 'closed account' },
    pending: { kind: 'pending' },
  } as const;
  for (const answer of answers)
    await log.run(chargeId, {
      type: 'RecordRefund',
      refundId,
      outcome: outcomes[answer],
      at: at + 1_000,
    });
  return refundId;
}

/** A bank disputes all of a charge. @returns the dispute's id */
export async function writeDispute(
  log: WrittenLog,
  chargeId: string,
  { at = startMs + 2_000, warning = false } = {},
): Promise<string> {
  const disputeId = suffixed('du', chargeId, 'dispute');
  await log.run(chargeId, {
    type: 'OpenDispute',
    disputeId,
    amount: null,
    fee: 1_500n,
    reason: 'fraudulent',
    networkReasonCode: '10.4',
    warning,
    evidenceDueBy: at + 1_000,
    at,
  });
  return disputeId;
}
