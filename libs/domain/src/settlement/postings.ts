// What settlement means in double entry. The acquirer's costs leave its receivable when its file
// says them; the bank's money waits in suspense until the batch that it pays for is known.
import { account, type AccountKind } from '../ledger/accounts.js';
import { sumOf } from '../money.js';
import type {
  BankEntry,
  BankStatement,
  OpenMoney,
  SettlementBatch,
  SettlementCosts,
  SettlementEvent,
  SettlementLine,
} from './model.js';
import type { Posting } from '../ledger/postings.js';

/** Moves a signed amount from one account to another; nothing is no leg. */
function move(debit: string, credit: string, currency: string, amount: bigint): Posting[] {
  const layer = 'posted' as const;
  return amount === 0n
    ? []
    : [
        { account: debit, layer, currency, amount },
        { account: credit, layer, currency, amount: -amount },
      ];
}

/** The balanced legs of an event; none if it moves no money. */
export function settlementPostings(event: SettlementEvent): Posting[] {
  switch (event.type) {
    case 'SettlementBatchImported':
      return [...costsOf(event.batch, event.lines), ...conversionsOf(event.batch, event.lines)];
    case 'BankStatementImported':
      return heldInSuspense(event.statement, event.entries);
    case 'SettlementReceived': {
      const { acquirer, credit } = event;
      const receivable = account('acquirer_receivable', acquirer);
      return move(account('suspense', acquirer), receivable, credit.currency, credit.amount);
    }
    case 'BreakResolved':
      return event.writtenOff.flatMap(writtenOff);
    case 'SettlementBreakFound':
    case 'BreakAssigned':
      return [];
  }
}

function costsOf(
  { acquirer, currency, totals }: SettlementBatch,
  lines: readonly SettlementLine[],
) {
  const receivable = account('acquirer_receivable', acquirer);
  const cost = (kind: string, amount: bigint) =>
    move(account('cost', kind), receivable, currency, amount);
  // A fee of no payment is all cost: it stands in the file as money that we owe.
  const fees = -sumOf(lines.filter(({ type }) => type === 'fee').map(({ gross }) => gross));
  return [
    ...cost('interchange', totals.interchange),
    ...cost('scheme', totals.schemeFees),
    ...cost('acquirer', totals.commission + totals.markup + fees),
  ];
}

/** What was paid in another currency leaves the receivable there, and enters it here. */
function conversionsOf(
  { acquirer, currency }: SettlementBatch,
  lines: readonly SettlementLine[],
): Posting[] {
  const receivable = account('acquirer_receivable', acquirer);
  const position = account('fx_position');
  const converted = lines.filter(({ grossCurrency }) => grossCurrency !== currency);
  return [...new Set(converted.map(({ grossCurrency }) => grossCurrency))].flatMap((foreign) => {
    const its = converted.filter(({ grossCurrency }) => grossCurrency === foreign);
    const settled = sumOf(its.map((line) => line.net + costsIn(line)));
    return [
      ...move(position, receivable, foreign, sumOf(its.map(({ gross }) => gross))),
      ...move(receivable, position, currency, settled),
    ];
  });
}

/** All that the acquirer keeps of a line. */
export const costsIn = (line: SettlementCosts): bigint =>
  line.commission + line.markup + line.schemeFees + line.interchange;

function heldInSuspense(
  { kind, account: name, acquirer, currency }: BankStatement,
  entries: readonly BankEntry[],
): Posting[] {
  if (kind === 'notification') return [];
  const [bank, suspense] = [account('bank', name), account('suspense', acquirer)];
  return entries.flatMap(({ amount }) => move(bank, suspense, currency, amount));
}

const writtenOff = ({ account: kind, acquirer, currency, amount }: OpenMoney): Posting[] =>
  move(
    account('writeoff', acquirer),
    account(kind satisfies AccountKind, acquirer),
    currency,
    amount,
  );

/** When the money of an event counts, if that is another time than when it was recorded. */
export function settlementEffectiveAt(event: SettlementEvent): number {
  if (event.type === 'BankStatementImported') return event.statement.valueAt;
  return event.type === 'SettlementReceived' ? event.credit.valueAt : event.at;
}
