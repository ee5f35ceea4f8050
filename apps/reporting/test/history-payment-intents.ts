// What happens to payment intents in a history: cards, a wallet and bank transfers.
import { deriveCore, deriveSuffix, idOf, parseId, sandboxCard } from '@ledgerway/contracts';
import type {
  Confirmation,
  FeeSchedule,
  MethodSnapshot,
  MethodType,
  PaymentIntent,
  StreamCommand,
  StreamState,
} from '@ledgerway/domain';
import * as example from '@ledgerway/domain/testing';
import type { Step } from './histories.js';
import { commandOnCharge, tenantOfHistory } from './history-charges.js';
import { startMs, termsOf } from './written-log.js';

export const paymentIntentIdOf = (name: string | number): string =>
  idOf('pi', deriveCore(startMs, 'intent', String(name)));

export const methodOf = (type: MethodType, changed: Partial<MethodSnapshot> = {}) => ({
  ...example.methodSnapshot,
  id: `pm_${type}`,
  type,
  card: type === 'card' ? sandboxCard('tok_visa')! : null,
  ...changed,
});

/** An intent of 20.00 HKD that any method may pay. */
export function intentOf(
  name: string | number,
  changed: Partial<PaymentIntent> = {},
  details: Partial<PaymentIntent['details']> = {},
): PaymentIntent {
  const { description, metadata } = termsOf(name).details;
  return {
    ...example.intent,
    id: paymentIntentIdOf(name),
    merchantId: 'acct_one',
    details: {
      ...example.intentDetails,
      description,
      metadata,
      methodTypes: ['card', 'alipay', 'fps'],
      methodOptions: null,
      ...details,
    },
    createdAt: startMs,
    ...changed,
  };
}

/** The confirmation of that number; the charge that it makes is named after it. */
export function confirmationOf(intentId: string, n: number): Confirmation {
  const chargeId = idOf('ch', parseId(intentId)!.core, deriveSuffix('attempt', String(n)));
  return example.confirmation(n, { confirmId: `confirm-${n}`, chargeId, reference: `fps-${n}` });
}

const types: readonly MethodType[] = ['card', 'alipay', 'fps', 'card'];
const feeSchedule: FeeSchedule = {
  methods: {
    card: { percentBps: 340, fixed: 235n },
    alipay: { percentBps: 220, fixed: 0n },
  },
  taxBps: 500,
};
/** A card that asks for the payer, or none of that. */
const cardOf = (isEnrolled: boolean) =>
  sandboxCard(isEnrolled ? 'tok_threeDSecure2Required' : 'tok_visa')!;

export function paymentIntentCommand(
  state: StreamState,
  step: Step,
  index: number,
  at: number,
): StreamCommand | undefined {
  const { intent, charge } = state;
  const tenant = tenantOfHistory(step.of);
  const variant = step.of % types.length;
  const captureMethod = variant === 3 ? 'manual' : 'automatic';
  const made = intentOf(step.of, { ...tenant, feeSchedule, createdAt: at }, { captureMethod });
  if (intent === null && step.does !== 'credit')
    return { type: 'CreatePaymentIntent', intent: made, newMethod: null, confirm: null, at };
  const asked = { caller: tenant, at };
  const type = types[variant]!;
  const method = methodOf(type, type === 'card' ? { card: cardOf(step.answer === 'failed') } : {});
  const confirm = confirmationOf(made.id, index);
  const attempt = intent?.attempt ?? 0;
  switch (step.does) {
    case 'create':
    case 'confirm':
      return {
        type: 'ConfirmPaymentIntent',
        ...asked,
        changes: { method },
        newMethod: null,
        confirm,
      };
    case 'complete':
      return {
        type: 'CompleteAction',
        ...asked,
        attempt,
        outcome: payerOutcome(step),
      };
    case 'credit':
      return creditFor(intent, step, index, at);
    case 'cancel': {
      const refundId = confirm.chargeId.replace('ch_', 're_');
      return { type: 'CancelPaymentIntent', ...asked, refundId, reason: null };
    }
    case 'update': {
      const chargeId = (step.final ? state.earlierCharges[0] : charge)?.terms.chargeId;
      const changes = { description: `changed ${index}` };
      return chargeId === undefined
        ? { type: 'UpdatePaymentIntent', ...asked, changes, newMethod: null }
        : { type: 'UpdateCharge', ...asked, chargeId, changes };
    }
    case 'capture':
      return {
        type: 'CapturePaymentIntent',
        ...asked,
        captureId: confirm.chargeId.replace('ch_', 'cap_'),
        amount: step.amount === null ? null : BigInt(step.amount),
        releaseId: confirm.chargeId.replace('ch_', 're_'),
        changes: {},
      };
    default:
      return commandOnCharge(charge, { chargeId: confirm.chargeId, ...tenant }, step, index, at);
  }
}

const payerOutcome = ({ answer, final }: Step) =>
  answer === 'pending' ? 'processing' : final ? 'succeeded' : 'failed';

/** Some credits come in for a stranger; most name what they pay. */
function creditFor(
  intent: PaymentIntent | null,
  { of, amount, answer }: Step,
  index: number,
  at: number,
): StreamCommand {
  const action = intent?.action;
  return {
    type: 'ReceiveCredit',
    caller: tenantOfHistory(answer === 'declined' ? of + 1 : of),
    creditId: `credit-${index}`,
    amount: answer === 'approved' || amount === null ? 2_000n : BigInt(amount),
    currency: 'hkd',
    reference: action?.kind === 'qr_fps' ? action.reference : 'nothing',
    bankReference: `bank-${index}`,
    at,
  };
}
