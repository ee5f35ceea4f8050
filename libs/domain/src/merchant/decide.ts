// What is decided for a merchant, by whom it belongs to and by time.
import type { Caller, ChargeRejection } from '../charge/model.js';
import { accept, reject, type Decision } from '../decision.js';
import { addFunds, sumMovements } from './funds.js';
import { newMerchant, type MerchantState } from './evolve.js';
import type {
  Merchant,
  MerchantCommand,
  MerchantCommandOf,
  MerchantEvent,
  MerchantRejection,
  Payout,
} from './model.js';
import { knownPosition } from './movements.js';
import {
  cancelPayout,
  createPayout,
  failPayout,
  findPayout,
  payPayout,
  reversePayout,
  runSchedule,
  sendPayout,
  updatePayout,
} from './payouts.js';
import { withDueReleased } from './release.js';
import { convertFunds, holdReserve, releaseReserve } from './reserves.js';
import { nextRun } from './schedule.js';

export type MerchantRefusal =
  MerchantRejection | Extract<ChargeRejection, 'invalid_amount' | 'too_much_metadata'>;
export type MerchantResult = Decision<MerchantEvent, MerchantRefusal>;

type OnPayout = Extract<MerchantCommand, { readonly payoutId: string }>;

export function decide(command: MerchantCommand, state: MerchantState): MerchantResult {
  const merchant = state.merchant ?? firstOf(command);
  // Nobody is owed anything here, so nothing is due.
  if (merchant === null) return accept();
  if ('payoutId' in command) {
    const caller = 'caller' in command ? command.caller : merchant;
    const payout = findPayout(merchant, command.payoutId, caller);
    return payout === undefined
      ? reject('payout_not_found')
      : decideOnPayout(command, payout, merchant);
  }
  switch (command.type) {
    case 'RecordFunds':
      return recordFunds(command, merchant);
    case 'ReleaseFunds':
      return accept(...withDueReleased(merchant, command.at).events);
    case 'CreatePayout':
      return createPayout(command, merchant);
    case 'SetPayoutSchedule':
      return setSchedule(command, merchant);
    case 'RunPayoutSchedule':
      return runSchedule(command, merchant);
    case 'HoldReserve':
      return holdReserve(command, merchant);
    case 'ReleaseReserve':
      return releaseReserve(command, merchant);
    case 'ConvertFunds':
      return convertFunds(command, merchant);
    case 'RecordReportRun': {
      const { merchantId, livemode } = merchant;
      const { run, at } = command;
      return accept({ type: 'ReportRunRecorded', merchantId, livemode, run, at });
    }
  }
}

/** Whose stream it becomes with this command; null if it says nothing about that. */
function firstOf(command: MerchantCommand): Merchant | null {
  const owner: Caller | null =
    command.type === 'RecordFunds' ? command : 'caller' in command ? command.caller : null;
  return owner && newMerchant(owner);
}

function decideOnPayout(command: OnPayout, payout: Payout, merchant: Merchant): MerchantResult {
  switch (command.type) {
    case 'UpdatePayout':
      return updatePayout(command, payout, merchant);
    case 'CancelPayout':
      return cancelPayout(command, payout, merchant);
    case 'ReversePayout':
      return reversePayout(command, payout, merchant);
    case 'FailPayout':
      return failPayout(command, payout, merchant);
    case 'SendPayout':
      return sendPayout(command, payout, merchant);
    case 'PayPayout':
      return payPayout(command, payout, merchant);
  }
}

/**
 * Facts come at least once and in order. What is known is dropped, the rest is one event, and what of
 * it is due already is released with it.
 */
function recordFunds(
  { merchantId, livemode, movements, at }: MerchantCommandOf<'RecordFunds'>,
  merchant: Merchant,
): MerchantResult {
  const news = movements.filter(
    ({ partition, position }) => position > knownPosition(merchant.positions, partition),
  );
  if (news.length === 0) return accept();
  const funds = sumMovements(news);
  const owner = { merchantId, livemode };
  const positions = Object.fromEntries(
    news.map(({ partition, position }) => [String(partition), position]),
  );
  const recorded: MerchantEvent = { type: 'FundsRecorded', ...owner, positions, funds, at };
  const after = funds.reduce<Merchant>(addFunds, merchant);
  return accept(recorded, ...withDueReleased(after, at).events);
}

function setSchedule(
  { schedule, at }: MerchantCommandOf<'SetPayoutSchedule'>,
  { merchantId, livemode, releasedThrough }: Merchant,
): MerchantResult {
  // What has run by another clock does not run again by one that is behind it.
  const nextRunAt = nextRun(schedule, Math.max(at, releasedThrough));
  return accept({ type: 'PayoutScheduleSet', merchantId, livemode, schedule, nextRunAt, at });
}
