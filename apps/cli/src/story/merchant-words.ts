import { shownAmount } from '@ledgerway/contracts';
import type { MerchantEvent, Money, OpenMoney, SettlementEvent } from '@ledgerway/domain';
import { because, timeInUtc, type Words } from './phrases.js';

const amounts = (all: readonly Money[]): string =>
  all.length === 0 ? 'nothing' : all.map(shownAmount).join(', ');

const open = (all: readonly OpenMoney[]): string =>
  all.map((one) => `${shownAmount(one)} on ${one.account}:${one.acquirer}`).join(', ');

export const merchantWords: Words<MerchantEvent | SettlementEvent> = {
  FundsRecorded: ({ funds }) => `what is owed changed by ${amounts(funds)}`,
  FundsReleased: ({ released, through }) =>
    `${amounts(released)} became available (what was due by ${timeInUtc(through)})`,
  PayoutCreated: ({ payout }) =>
    `a payout of ${shownAmount(payout)} was made${payout.automatic ? ' by the schedule' : ''}; ` +
    `it should arrive by ${timeInUtc(payout.arrivalAt)}`,
  PayoutUpdated: () => 'the metadata of the payout was changed',
  PayoutSent: () => 'the payout left for the bank',
  PayoutPaid: (event) => `the bank has the ${shownAmount(event)}`,
  PayoutFailed: (event) =>
    `${event.returned ? 'the bank sent the payout back' : 'the payout failed'}: ` +
    `${event.failure.code} — ${event.failure.message}; ${shownAmount(event)} is available again`,
  PayoutCanceled: (event) => `the payout was canceled; ${shownAmount(event)} is available again`,
  PayoutReversed: ({ payoutId, reversal }) => `${payoutId} is taken back by ${reversal.id}`,
  PayoutScheduleSet: ({ schedule }) => `payouts are ${schedule.interval} from now on`,
  PayoutScheduleRan: ({ nextRunAt }) =>
    `the payout schedule ran${nextRunAt === null ? '' : `; next on ${timeInUtc(nextRunAt)}`}`,
  ReserveHeld: ({ reserve }) => `${shownAmount(reserve)} was put in reserve: ${reserve.id}`,
  ReserveReleased: (event) => `${shownAmount(event)} of reserve ${event.reserveId} was released`,
  FundsConverted: ({ from, to, marginBps }) =>
    `${shownAmount(from)} was converted to ${shownAmount(to)} (margin ${marginBps / 100} %)`,
  ReportRunRecorded: ({ run }) => `report ${run.id} ended`,
  SettlementBatchImported: ({ batch }) =>
    `the acquirer's file of batch ${batch.batch} came in: ${batch.totals.lines} lines, ` +
    `net ${shownAmount({ amount: batch.totals.net, currency: batch.currency })}`,
  BankStatementImported: ({ statement, entries }) =>
    `bank statement ${statement.statement} came in: ${entries.length} entries`,
  SettlementReceived: ({ credit }) =>
    `the bank has ${shownAmount(credit)} for the batch (${credit.bankReference})`,
  SettlementBreakFound: ({ kind, credit }) =>
    `something does not agree${because(kind)}: ${shownAmount(credit)}`,
  BreakAssigned: ({ breakId, owner }) => `${owner} looks after break ${breakId}`,
  BreakResolved: ({ breakId, resolution, note, writtenOff }) =>
    `break ${breakId} was resolved: ${resolution.replaceAll('_', ' ')}` +
    (writtenOff.length === 0 ? '' : `, written off: ${open(writtenOff)}`) +
    because(note),
};
