// What is decided about payouts. Whatever is due becomes available before a payout looks at it.
import { isOwnedBy } from '../charge/progress.js';
import type { Caller, Timestamp } from '../charge/model.js';
import { accept, reject } from '../decision.js';
import { isSame } from '../changes.js';
import { mergeMetadata, outgrows } from '../metadata.js';
import { isOpen } from './evolve.js';
import { fundsOf } from './funds.js';
import type {
  Coverage,
  CurrencyFunds,
  Merchant,
  MerchantCommandOf,
  MerchantEvent,
  Payout,
  PayoutTerms,
} from './model.js';
import type { MerchantResult } from './decide.js';
import { withDueReleased } from './release.js';
import { nextRun, payoutDates } from './schedule.js';

/** Payouts under way at one time. */
export const maxOpenPayouts = 500;

const ownerOf = ({ merchantId, livemode }: Caller) => ({ merchantId, livemode });

export function createPayout(
  { payout, at }: MerchantCommandOf<'CreatePayout'>,
  before: Merchant,
): MerchantResult {
  // The id derives from the idempotency key, so a retry finds what it made.
  if (before.payouts.some(({ id }) => id === payout.id)) return accept();
  const { amount, currency } = payout;
  if (amount <= 0n) return reject('invalid_amount');
  if (before.payouts.filter(isOpen).length >= maxOpenPayouts) return reject('too_many_payouts');
  const { events, merchant } = withDueReleased(before, at);
  const funds = fundsOf(merchant, currency);
  if (amount > funds.available) return reject('balance_insufficient');
  const automatic = false;
  return accept(...events, created(payout, funds, merchant, automatic, at));
}

/** Everything available, in each currency; what is owed to us is left to become less. */
export function runSchedule(
  { payoutIds, at }: MerchantCommandOf<'RunPayoutSchedule'>,
  before: Merchant,
): MerchantResult {
  const { schedule, nextRunAt } = before;
  if (nextRunAt === null || at < nextRunAt) return accept();
  const { events, merchant } = withDueReleased(before, at);
  const payouts = merchant.funds.flatMap((funds) => {
    const { currency, available: amount } = funds;
    const id = payoutIds[currency];
    if (id === undefined || amount <= 0n) return [];
    const terms = { id, amount, currency, ...undescribed };
    return [created(terms, funds, merchant, true, at)];
  });
  const ran: MerchantEvent = {
    type: 'PayoutScheduleRan',
    ...ownerOf(merchant),
    nextRunAt: nextRun(schedule, at),
    at,
  };
  return accept(...events, ...payouts, ran);
}

const undescribed = { description: null, statementDescriptor: null, metadata: {} } as const;

function created(
  terms: PayoutTerms,
  { available, lastSweep: previous }: CurrencyFunds,
  merchant: Merchant,
  automatic: boolean,
  at: Timestamp,
): MerchantEvent {
  const sweeping = terms.amount === available;
  const { positions, releasedThrough: through } = merchant;
  const coverage: Coverage | null = sweeping ? { positions, through, previous } : null;
  const payout: Payout = {
    ...terms,
    status: 'pending',
    automatic,
    sweeping,
    createdAt: at,
    ...payoutDates(at),
    failure: null,
    originalPayout: null,
    reversedBy: null,
  };
  return { type: 'PayoutCreated', ...ownerOf(merchant), payout, coverage, at };
}

export function updatePayout(
  { metadata: changes, at }: MerchantCommandOf<'UpdatePayout'>,
  payout: Payout,
  merchant: Merchant,
): MerchantResult {
  const { id: payoutId, metadata: previous } = payout;
  const metadata = mergeMetadata(previous, changes);
  if (outgrows(previous, metadata)) return reject('too_much_metadata');
  if (isSame({ metadata: previous }, { metadata })) return accept();
  const owner = ownerOf(merchant);
  return accept({ type: 'PayoutUpdated', ...owner, payoutId, metadata, previous, at });
}

export function cancelPayout(
  { at }: MerchantCommandOf<'CancelPayout'>,
  payout: Payout,
  merchant: Merchant,
): MerchantResult {
  if (payout.status !== 'pending') return reject('payout_not_cancelable');
  const { id: payoutId, amount, currency } = payout;
  const owner = ownerOf(merchant);
  return accept({ type: 'PayoutCanceled', ...owner, payoutId, amount, currency, at });
}

/** The money comes back at once: the sandbox's bank has no opinion. */
export function reversePayout(
  { reversalId, metadata, at }: MerchantCommandOf<'ReversePayout'>,
  payout: Payout,
  merchant: Merchant,
): MerchantResult {
  if (payout.reversedBy === reversalId) return accept();
  if (!canComeBack(payout)) return reject('payout_not_reversible');
  const { id: payoutId, amount } = payout;
  const reversal: Payout = {
    ...payout,
    id: reversalId,
    amount: -amount,
    automatic: false,
    sweeping: false,
    metadata,
    createdAt: at,
    sentAt: at,
    arrivalAt: at,
    originalPayout: payoutId,
  };
  return accept({ type: 'PayoutReversed', ...ownerOf(merchant), payoutId, reversal, at });
}

/** The bank has it, and it was not taken back yet. A reversal is the end of it. */
const canComeBack = ({ status, amount, reversedBy }: Payout) =>
  status === 'paid' && amount > 0n && reversedBy === null;

export function failPayout(
  { failure, at }: MerchantCommandOf<'FailPayout'>,
  payout: Payout,
  merchant: Merchant,
): MerchantResult {
  if (!isOpen(payout) && !canComeBack(payout)) return reject('payout_not_failable');
  const { id: payoutId, amount, currency, status } = payout;
  const money = { payoutId, amount, currency };
  const returned = status === 'paid';
  return accept({ type: 'PayoutFailed', ...ownerOf(merchant), ...money, failure, returned, at });
}

/** One that has left or has ended needs no sending. */
export function sendPayout(
  { at }: MerchantCommandOf<'SendPayout'>,
  payout: Payout,
  merchant: Merchant,
): MerchantResult {
  if (payout.status !== 'pending') return accept();
  if (at < payout.sentAt) return reject('payout_not_due');
  return accept({ type: 'PayoutSent', ...ownerOf(merchant), payoutId: payout.id, at });
}

export function payPayout(
  { at }: MerchantCommandOf<'PayPayout'>,
  payout: Payout,
  merchant: Merchant,
): MerchantResult {
  if (payout.status !== 'in_transit') return accept();
  if (at < payout.arrivalAt) return reject('payout_not_due');
  const { id: payoutId, amount, currency } = payout;
  return accept({ type: 'PayoutPaid', ...ownerOf(merchant), payoutId, amount, currency, at });
}

/** The payout of that id, if it is the caller's and still known. */
export const findPayout = (
  merchant: Merchant,
  payoutId: string,
  caller: Caller = merchant,
): Payout | undefined =>
  isOwnedBy(caller, merchant) ? merchant.payouts.find(({ id }) => id === payoutId) : undefined;
