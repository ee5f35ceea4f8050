// What acquirer and bank say of settlement in a history, and what the operator does where they differ.
import { bankStatementIdOf, breakIdIn, settlementIdOf } from '@ledgerway/contracts';
import {
  settlementMovements,
  type OpenMoney,
  type SettlementCommand,
  type SettlementLine,
} from '@ledgerway/domain';
import type { Step } from './histories.js';
import { tenantOfHistory } from './history-charges.js';
import type { WrittenLog } from './written-log.js';
import {
  batchOf,
  creditCommand,
  lineFor,
  numbered,
  statementImport,
} from './written-settlement.js';

const modeOf = (of: number) => tenantOfHistory(of).livemode;
export const batchIdOfHistory = (of: number): string =>
  settlementIdOf('sandbox', modeOf(of), String(of));
export const statementIdOfHistory = (of: number): string =>
  bankStatementIdOf('settlement_sandbox', modeOf(of), String(of));

export function batchCommand(
  log: WrittenLog,
  step: Step,
  index: number,
  at: number,
): SettlementCommand | undefined {
  const id = batchIdOfHistory(step.of);
  if (step.does === 'credit') return credited(log, step, at);
  if (step.does !== 'import') return onBreak(log, id, step, index, at);
  const lines = numbered(linesOf(log, step));
  // The same file comes again, or another one of the same name.
  const fileHash = step.answer === 'unknown' ? `file ${index}` : 'file';
  const batch = batchOf(String(step.of), lines, { livemode: modeOf(step.of), fileHash });
  return { type: 'ImportSettlementBatch', batch, lines, at };
}

/** What lately happened, with costs, mistakes and fees; or just what a credit has paid already. */
function linesOf(log: WrittenLog, { of, final, answer }: Step): SettlementLine[] {
  const { settlement } = log.stream(batchIdOfHistory(of)).state;
  const waiting = settlement?.breaks.find(({ resolution }) => resolution === null)?.credit;
  if (waiting !== undefined && waiting !== null && final)
    return [lineFor('waiting', { gross: waiting.amount, net: waiting.amount, interchange: 0n })];
  const lines = log.records
    .slice(-40)
    .flatMap(({ event, state }) =>
      state.charge?.terms.livemode === modeOf(of) ? settlementMovements(event, state.charge) : [],
    )
    .map(({ type, reference, merchantReference, currency, amount }) => {
      const names = { type, merchantReference, modificationReference: reference };
      return lineFor(reference, { ...names, ...priced(currency, amount) });
    });
  const fee = lineFor('fee', { type: 'fee', gross: -50n, net: -50n, interchange: 0n });
  const twice = answer === 'failed' ? lines.slice(0, 1) : [];
  const wrong = answer === 'declined' ? lines.slice(0, 1) : [];
  return [
    ...wrong.map((line) => ({ ...line, gross: line.gross + 1n, net: line.net + 1n })),
    ...lines.slice(wrong.length),
    ...twice,
    ...(final ? [fee] : []),
  ];
}

/** The acquirer keeps one in a hundred; a yen is five cents. */
function priced(grossCurrency: string, gross: bigint): Partial<SettlementLine> {
  if (grossCurrency !== 'hkd')
    return { grossCurrency, gross, net: gross * 5n, interchange: 0n, rate: '0.05' };
  const [interchange, markup] = [gross / 100n, gross > 0n ? 2n : 0n];
  return { gross, net: gross - interchange - markup, interchange, markup };
}

export function statementCommand(
  log: WrittenLog,
  step: Step,
  index: number,
  at: number,
): SettlementCommand | undefined {
  const { of, final, answer } = step;
  if (step.does !== 'import') return onBreak(log, statementIdOfHistory(of), step, index, at);
  const net = log.stream(batchIdOfHistory(of)).state.settlement?.batch?.totals.net;
  const named = { amount: net ?? BigInt(step.amount ?? 1_978), batch: String(of) };
  const credits = [
    { ...named, amount: answer === 'declined' ? named.amount - 1n : named.amount },
    ...(final ? [named] : []),
    ...(answer === 'unknown' ? [{ amount: 700n, batch: null }] : []),
  ];
  const kind = answer === 'pending' ? 'notification' : 'statement';
  const fileHash = answer === 'failed' ? `file ${index}` : 'file';
  return statementImport(String(of), credits, at, { kind, livemode: modeOf(of), fileHash });
}

/** One of the credits that the bank says are for the batch. */
function credited(log: WrittenLog, { of, final }: Step, at: number): SettlementCommand | undefined {
  const statementId = statementIdOfHistory(of);
  const imported = log.records.flatMap(({ event }) =>
    event.type === 'BankStatementImported' && event.statement.id === statementId ? [event] : [],
  )[0];
  const ours = imported?.entries.filter(({ batch }) => batch === String(of));
  const entry = final ? ours?.at(-1) : ours?.[0];
  if (imported === undefined || entry === undefined || imported.statement.kind !== 'statement')
    return undefined;
  return creditCommand(imported.statement, entry, batchIdOfHistory(of), at);
}

/** A break that was found, or one that only a comparison has seen. */
function onBreak(
  log: WrittenLog,
  ownerId: string,
  { of, does, final, answer }: Step,
  index: number,
  at: number,
): SettlementCommand {
  const breaks = log.stream(ownerId).state.settlement?.breaks ?? [];
  const found = breaks.findLast(({ resolution }) => resolution === null);
  const breakId = found?.id ?? breakIdIn(ownerId, 'line', String(index % 4));
  const about = { breakId, livemode: modeOf(of), at };
  if (does === 'assign') return { type: 'AssignBreak', ...about, owner: final ? 'jo' : 'sam' };
  const open: OpenMoney[] = [
    { account: 'acquirer_receivable', acquirer: 'sandbox', currency: 'hkd', amount: 7n },
  ];
  const resolution = answer === 'pending' ? 'explained' : 'written_off';
  return { type: 'ResolveBreak', ...about, resolution, note: 'seen', open };
}
