// Importing is repeatable: the same file again changes nothing, another one under the same name is
// refused. A credit is told to the batch that it names, before or after the batch's own file.
import { accept, reject, type Decision } from '../decision.js';
import {
  maxSettlementBreaks,
  type BankCredit,
  type OpenMoney,
  type Settlement,
  type SettlementBatch,
  type SettlementBreak,
  type SettlementCommand,
  type SettlementEvent,
  type SettlementRejection,
} from './model.js';

type Of<T extends SettlementCommand['type']> = Extract<SettlementCommand, { type: T }>;
export type SettlementState = { readonly settlement: Settlement | null };
type SettlementDecision = Decision<SettlementEvent, SettlementRejection>;

export function decide(
  command: SettlementCommand,
  { settlement }: SettlementState,
): SettlementDecision {
  switch (command.type) {
    case 'ImportSettlementBatch':
      return importBatch(command, settlement);
    case 'ImportBankStatement':
      return importStatement(command, settlement);
    case 'RecordBankCredit':
      return recordCredit(command, settlement);
    case 'AssignBreak':
      return assignBreak(command, settlement);
    case 'ResolveBreak':
      return resolveBreak(command, settlement);
  }
}

function importBatch(
  { batch, lines, at }: Of<'ImportSettlementBatch'>,
  settlement: Settlement | null,
): SettlementDecision {
  const earlier = settlement?.batch ?? null;
  if (earlier !== null)
    return earlier.fileHash === batch.fileHash ? accept() : reject('batch_differs');
  const imported: SettlementEvent = { type: 'SettlementBatchImported', batch, lines, at };
  const fitting = settlement?.breaks.find((one) => isWaitingFor(batch, one));
  if (fitting === undefined || fitting.credit === null) return accept(imported);
  const { acquirer, livemode } = batch;
  return accept<SettlementEvent>(
    imported,
    { type: 'SettlementReceived', acquirer, credit: fitting.credit, at },
    {
      type: 'BreakResolved',
      breakId: fitting.id,
      livemode,
      resolution: 'arrived',
      note: null,
      writtenOff: [],
      at,
    },
  );
}

const isWaitingFor = (batch: SettlementBatch, { kind, resolution, credit }: SettlementBreak) =>
  kind === 'credit_without_file' && resolution === null && credit !== null && pays(credit, batch);

const pays = ({ amount, currency }: BankCredit, { totals, ...batch }: SettlementBatch) =>
  amount === totals.net && currency === batch.currency;

function importStatement(
  { statement, entries, breakIds, at }: Of<'ImportBankStatement'>,
  settlement: Settlement | null,
): SettlementDecision {
  const earlier = settlement?.statement ?? null;
  if (earlier !== null)
    return earlier.fileHash === statement.fileHash ? accept() : reject('statement_differs');
  const { acquirer, livemode, kind } = statement;
  const unknown = entries
    .filter(({ batch }) => kind === 'statement' && batch === null)
    .map(({ id, bankReference, amount, currency, valueAt }): SettlementEvent => {
      const breakId = breakIds[id];
      if (breakId === undefined) throw new Error(`No break is named for the bank entry ${id}`);
      const credit = { id, bankReference, amount, currency, valueAt, statementId: statement.id };
      const open = [inSuspense(acquirer, credit)];
      return {
        ...{ type: 'SettlementBreakFound', kind: 'unknown_credit', breakId, livemode },
        ...{ credit, open, at },
      };
    });
  return accept<SettlementEvent>(
    { type: 'BankStatementImported', statement, entries, at },
    ...unknown,
  );
}

/** Until it is known what a credit pays for it is owed to somebody: a credit in `suspense`. */
const inSuspense = (acquirer: string, { currency, amount }: BankCredit): OpenMoney => ({
  account: 'suspense',
  acquirer,
  currency,
  amount: -amount,
});

function recordCredit(
  command: Of<'RecordBankCredit'>,
  settlement: Settlement | null,
): SettlementDecision {
  const { acquirer, credit, at } = command;
  const batch = settlement?.batch ?? null;
  const received = settlement?.received ?? null;
  const isKnown =
    received?.id === credit.id || settlement?.breaks.some((one) => one.credit?.id === credit.id);
  if (isKnown === true) return accept<SettlementEvent>();
  if (isFull(settlement)) return reject<SettlementRejection>('too_many_breaks');
  const suspense = inSuspense(acquirer, credit);
  if (batch === null) return found(command, 'credit_without_file', [suspense]);
  if (received !== null) return found(command, 'paid_twice', [suspense]);
  if (pays(credit, batch))
    return accept<SettlementEvent>({ type: 'SettlementReceived', acquirer, credit, at });
  const { currency, totals } = batch;
  const promised = { account: 'acquirer_receivable', acquirer, currency, amount: totals.net };
  return found(command, 'bank_amount_diff', [suspense, promised as OpenMoney]);
}

const found = (
  { breakId, livemode, credit, at }: Of<'RecordBankCredit'>,
  kind: 'credit_without_file' | 'bank_amount_diff' | 'paid_twice',
  open: readonly OpenMoney[],
) =>
  accept<SettlementEvent>({
    type: 'SettlementBreakFound',
    ...{ breakId, livemode, kind, credit, open, at },
  });

function assignBreak(
  { breakId, livemode, owner, at }: Of<'AssignBreak'>,
  settlement: Settlement | null,
): SettlementDecision {
  if (isForeign(settlement, livemode)) return reject('settlement_not_found');
  const current = breakOf(settlement, breakId);
  if (current === null && isFull(settlement)) return reject('too_many_breaks');
  if (current !== null && current.resolution !== null) return reject('break_resolved');
  if (current?.owner === owner) return accept();
  return accept<SettlementEvent>({ type: 'BreakAssigned', breakId, livemode, owner, at });
}

function resolveBreak(
  { breakId, livemode, resolution, note, open, at }: Of<'ResolveBreak'>,
  settlement: Settlement | null,
): SettlementDecision {
  if (isForeign(settlement, livemode)) return reject('settlement_not_found');
  const current = breakOf(settlement, breakId);
  if (current === null && isFull(settlement)) return reject('too_many_breaks');
  if (current !== null && current.resolution !== null)
    return current.resolution === resolution ? accept() : reject('break_resolved');
  const isStored = current !== null && current.kind !== null;
  const standing = isStored ? current.open : open;
  const writtenOff = resolution === 'written_off' ? standing : [];
  return accept<SettlementEvent>({
    type: 'BreakResolved',
    ...{ breakId, livemode, resolution, note, writtenOff, at },
  });
}

const breakOf = (settlement: Settlement | null, breakId: string): SettlementBreak | null =>
  settlement?.breaks.find(({ id }) => id === breakId) ?? null;

const isFull = (settlement: Settlement | null) =>
  settlement !== null && settlement.breaks.length >= maxSettlementBreaks;

const isForeign = (settlement: Settlement | null, livemode: boolean) =>
  settlement !== null && settlement.livemode !== livemode;
