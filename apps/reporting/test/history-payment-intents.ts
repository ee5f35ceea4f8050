// What happens to payment intents in a history: cards, a wallet and bank transfers.
import { deriveCore, deriveSuffix, idOf, parseId, sandboxCard } from '@ledgerway/contracts';
import type {
  Confirmation,
  MethodSnapshot,
  MethodType,
  PaymentIntent,
  StreamCommand,
  StreamState,
} from '@ledgerway/domain';
import type { Step } from './histories.js';
import { commandOnCharge, tenantOfHistory } from './history-charges.js';
import { startMs, termsOf } from './written-log.js';

export const paymentIntentIdOf = (name: string | number): string =>
  idOf('pi', deriveCore(startMs, 'intent', String(name)));

export const methodOf = (type: MethodType, changed: Partial<MethodSnapshot> = {}) => ({
  id: `pm_${type}`,
  type,
  card: type === 'card' ? sandboxCard('tok_visa')! : null,
  billing: { address: null, email: null, name: 'Ann', phone: null, taxId: null },
  customer: null,
  setUp: false,
  ...changed,
});

/** An intent of 20.00 HKD that any method may pay. */
export function intentOf(
  name: string | number,
  changed: Partial<PaymentIntent> = {},
  details: Partial<PaymentIntent['details']> = {},
): PaymentIntent {
  const { description, metadata, receiptEmail, shipping } = termsOf(name).details;
  return {
    id: paymentIntentIdOf(name),
    merchantId: 'acct_one',
    livemode: false,
    details: {
      ...{ amount: 2_000n, currency: 'hkd', customer: null },
      ...{ description, metadata, receiptEmail, shipping },
      statementDescriptor: null,
      statementDescriptorSuffix: null,
      transferGroup: null,
      setupFutureUsage: null,
      captureMethod: 'automatic_async',
      methodTypes: ['card', 'alipay', 'fps'],
      allowedMethodTypes: null,
      automaticMethods: null,
      methodOptions: null,
      ...details,
    },
    confirmationMethod: 'automatic',
    status: 'requires_payment_method',
    method: null,
    attempt: 0,
    confirmIds: [],
    offSession: false,
    chargeId: null,
    action: null,
    returnUrl: null,
    latestCharge: null,
    lastError: null,
    canceledAt: null,
    cancellationReason: null,
    createdAt: startMs,
    ...changed,
  };
}

/** The confirmation of that number; the charge that it makes is named after it. */
export function confirmationOf(intentId: string, n: number): Confirmation {
  const chargeId = idOf('ch', parseId(intentId)!.core, deriveSuffix('attempt', String(n)));
  return {
    confirmId: `confirm-${n}`,
    chargeId,
    reference: `fps-${n}`,
    returnUrl: 'https://shop.test/done',
    offSession: false,
    errorOnRequiresAction: false,
    pagesUrl: 'https://pay.test',
    merchantName: 'Tea shop',
    fpsId: '1234567',
  };
}

const types: readonly MethodType[] = ['card', 'alipay', 'fps', 'card'];

export function paymentIntentCommand(
  state: StreamState,
  step: Step,
  index: number,
  at: number,
): StreamCommand | undefined {
  const { intent, charge } = state;
  const tenant = tenantOfHistory(step.of);
  const captureMethod = step.of === 3 ? 'manual' : 'automatic';
  const made = intentOf(step.of, { ...tenant, createdAt: at }, { captureMethod });
  if (intent === null && step.does !== 'credit')
    return { type: 'CreatePaymentIntent', intent: made, newMethod: null, confirm: null, at };
  const asked = { caller: tenant, at };
  const method = methodOf(types[step.of]!);
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
        outcome: step.final ? 'succeeded' : 'failed',
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
