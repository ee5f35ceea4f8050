// Money that comes in by bank transfer. It pays the attempt that waits for just that; all other
// money is held in suspense, because a credit cannot be refused and must never be lost.
import { isOwnedBy } from '../charge/progress.js';
import { accept, reject } from '../decision.js';
import { requestCharge } from './charging.js';
import type { PaymentIntent, UnmatchedCredit } from './model.js';
import type { PaymentCommandOf, PaymentDecision, PaymentState } from './state.js';

type ReceiveCredit = PaymentCommandOf<'ReceiveCredit'>;

/** Decides in any stream, also in one where nothing stands. */
export function receiveCredit(command: ReceiveCredit, state: PaymentState): PaymentDecision {
  const { caller, creditId, amount, currency, reference, bankReference, at } = command;
  if (amount <= 0n) return reject('invalid_amount');
  if (isKnown(command, state)) return accept();
  const { intent } = state;
  const cause =
    intent === null || !isOwnedBy(caller, intent) ? 'unknown' : mismatch(command, intent);
  if (intent !== null && cause === undefined)
    return accept(requestCharge(intent, { authenticated: false, bankReference }, at));
  const { merchantId, livemode } = caller;
  const received = { creditId, merchantId, livemode, amount, currency, reference, bankReference };
  const credit: UnmatchedCredit = { ...received, cause: cause ?? 'unknown', at };
  return accept({ type: 'CreditUnmatched', credit, at });
}

/** The bank names each of its credits once, so its name is as good as ours. */
function isKnown({ creditId, bankReference }: ReceiveCredit, state: PaymentState): boolean {
  const { charge, earlierCharges, credits } = state;
  return (
    credits.some((one) => one.creditId === creditId || one.bankReference === bankReference) ||
    [charge, ...earlierCharges].some((one) => one?.terms.bankReference === bankReference)
  );
}

/** Why the credit does not pay the intent; none if it does. */
function mismatch(
  { reference, amount, currency, at }: ReceiveCredit,
  intent: PaymentIntent,
): UnmatchedCredit['cause'] | undefined {
  const open = intent.action?.kind === 'qr_fps' ? intent.action : undefined;
  if (open?.reference !== reference) {
    if (isPaid(intent)) return 'already_paid';
    // Earlier attempts may have shown a code with this reference: it came too late for them.
    return intent.attempt > (open === undefined ? 0 : 1) ? 'late' : 'unknown';
  }
  if (at >= open.expiresAt) return 'late';
  if (currency !== intent.details.currency) return 'wrong_currency';
  if (amount === intent.details.amount) return undefined;
  return amount < intent.details.amount ? 'short' : 'over';
}

/** Paid, or about to be: the acquirer was asked. */
const isPaid = ({ status, chargeId }: PaymentIntent) =>
  status === 'succeeded' ||
  status === 'requires_capture' ||
  (status === 'processing' && chargeId === null);
