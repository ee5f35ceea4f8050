// Settlement files and bank statements, written as short stories for specs.
import {
  bankStatementIdOf,
  breakIdIn,
  settlementIdOf,
  type SettlementBreakJson,
} from '@ledgerway/contracts';
import type {
  BankEntry,
  BankStatement,
  SettlementBatch,
  SettlementCommand,
  SettlementLine,
} from '@ledgerway/domain';
import { startMs, termsOf, type WrittenLog } from './written-log.js';

const noCosts = { commission: 0n, markup: 0n, schemeFees: 0n, interchange: 0n };

/** A sale of 20.00 that the acquirer keeps 0.22 of. */
export const lineFor = (name: string, changes: Partial<SettlementLine> = {}): SettlementLine => {
  const { chargeId } = termsOf(name);
  return {
    ...{ number: 2, type: 'settled', pspReference: 'p', merchantReference: chargeId },
    ...{ modificationReference: chargeId, method: 'card', createdAt: startMs, rate: null },
    ...{ grossCurrency: 'hkd', gross: 2_000n, net: 1_978n, ...noCosts, interchange: 22n },
    ...changes,
  };
};

/** A batch in Hong Kong dollars that adds its lines up; unless told otherwise each has its own file. */
export function batchOf(
  batch: string,
  lines: readonly SettlementLine[],
  { livemode = false, fileHash = batch } = {},
): SettlementBatch {
  const currency = 'hkd';
  const sum = (amount: (line: SettlementLine) => bigint) =>
    lines.reduce((total, line) => total + amount(line), 0n);
  return {
    id: settlementIdOf('sandbox', livemode, batch),
    ...{ acquirer: 'sandbox', livemode, batch, fileHash, currency },
    totals: {
      lines: lines.length,
      gross: sum(({ gross, grossCurrency }) => (grossCurrency === currency ? gross : 0n)),
      net: sum(({ net }) => net),
      commission: sum(({ commission }) => commission),
      markup: sum(({ markup }) => markup),
      schemeFees: sum(({ schemeFees }) => schemeFees),
      interchange: sum(({ interchange }) => interchange),
    },
  };
}

/** The lines as they stand in a file, below its heading. */
export const numbered = (lines: readonly SettlementLine[]): SettlementLine[] =>
  lines.map((line, index) => ({ ...line, number: index + 2 }));

export async function writeBatch(
  log: WrittenLog,
  batch: string,
  given: readonly SettlementLine[],
  at = startMs + 1000,
): Promise<SettlementBatch> {
  const lines = numbered(given);
  const written = batchOf(batch, lines);
  await log.run(written.id, { type: 'ImportSettlementBatch', batch: written, lines, at });
  return written;
}

type Credited = { readonly amount: bigint; readonly batch: string | null };

/** What imports a statement with these credits. */
export function statementImport(
  statement: string,
  credits: readonly Credited[],
  at: number,
  changes: Partial<Pick<BankStatement, 'kind' | 'livemode' | 'fileHash'>> = {},
): Extract<SettlementCommand, { type: 'ImportBankStatement' }> {
  const [account, livemode] = ['settlement_sandbox', changes.livemode ?? false];
  const id = bankStatementIdOf(account, livemode, statement);
  const entries = credits.map(({ amount, batch }, index): BankEntry => ({
    ...{ id: `${statement}-${index}`, bankReference: `bank-${index}`, amount, currency: 'hkd' },
    ...{ bookedAt: at, valueAt: at, batch, text: `batch ${batch}` },
  }));
  return {
    type: 'ImportBankStatement',
    statement: {
      ...{ id, kind: 'statement', acquirer: 'sandbox', livemode, account, statement },
      ...{ fileHash: statement, currency: 'hkd', valueAt: at },
      ...changes,
    },
    entries,
    breakIds: Object.fromEntries(entries.map((one) => [one.id, breakIdIn(id, one.id)])),
    at,
  };
}

/** What tells the batch that an entry names of it. */
export function creditCommand(
  { id: statementId, livemode }: Pick<BankStatement, 'id' | 'livemode'>,
  { id, bankReference, amount, currency, valueAt }: BankEntry,
  settlementId: string,
  at: number,
): Extract<SettlementCommand, { type: 'RecordBankCredit' }> {
  const credit = { id, bankReference, amount, currency, valueAt, statementId };
  const breakId = breakIdIn(settlementId, id);
  return { type: 'RecordBankCredit', acquirer: 'sandbox', livemode, credit, breakId, at };
}

/** A statement with these credits; each that names a batch is told to it. */
export async function writeStatement(
  log: WrittenLog,
  name: string,
  credits: readonly Credited[],
  at = startMs + 2000,
): Promise<string> {
  const command = statementImport(name, credits, at);
  const { statement, entries } = command;
  await log.run(statement.id, command);
  for (const entry of entries) {
    if (entry.batch === null) continue;
    const settlementId = settlementIdOf('sandbox', false, entry.batch);
    await log.run(settlementId, creditCommand(statement, entry, settlementId, at));
  }
  return statement.id;
}

/** What the operator does with a break that the comparison shows. */
export async function resolve(log: WrittenLog, seen: SettlementBreakJson): Promise<void> {
  const { id: breakId, livemode } = seen;
  const open = seen.open.map((one) => ({ ...one, amount: BigInt(one.amount) }));
  const about = { breakId, livemode, at: startMs + 3000 };
  await log.run(breakId, { type: 'AssignBreak', ...about, owner: 'jo' });
  const ending = { resolution: 'written_off', note: 'too small', open } as const;
  await log.run(breakId, { type: 'ResolveBreak', ...about, ...ending });
}
