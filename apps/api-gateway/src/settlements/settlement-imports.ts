// Files become commands. Importing is repeatable to its end: a file that comes again after a crash
// tells each batch of its credit once more, which the batch then knows already.
import {
  creditBreakId,
  fileRefused,
  readBankStatement,
  readSettlementFile,
  type Read,
  type SettlementFile,
  type StatementFile,
} from '@ledgerway/contracts/settlement';
import { bankStatementCore, settlementCore, settlementIdOf } from '@ledgerway/contracts';
import type { BankEntry, StreamState } from '@ledgerway/domain';
import { ApiException } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import type { SettlementCommands } from './settlement-commands.js';

/** So many credits are told to their batches at a time. */
const tellingAtOnce = 20;

export class SettlementImports {
  constructor(private readonly commands: SettlementCommands) {}

  /** Refuses (400) what is no whole settlement file. */
  readFile(content: string): SettlementFile {
    return wholeOf(readSettlementFile(content));
  }

  async readStatement(content: string, account: string | null): Promise<StatementFile> {
    return wholeOf(await readBankStatement(content, account));
  }

  /**
   * Refuses (400) another file of the same batch; the same file changes nothing.
   * @returns whether it was imported before
   */
  async importFile(operation: Operation, { batch, lines }: SettlementFile): Promise<boolean> {
    const core = settlementCore(batch.acquirer, batch.livemode, batch.batch);
    const at = operation.createdAtMs;
    const command = { type: 'ImportSettlementBatch', batch, lines, at } as const;
    return wasThere(await this.commands.send(operation, core, command, batch.id), at);
  }

  /** The same for a statement. */
  async importStatement(operation: Operation, file: StatementFile): Promise<boolean> {
    const { statement, entries } = file;
    const at = operation.createdAtMs;
    const breakIds = Object.fromEntries(
      entries
        .filter(({ batch }) => batch === null)
        .map(({ id }) => [id, creditBreakId(statement.id, id)]),
    );
    const command = { type: 'ImportBankStatement', statement, entries, breakIds, at } as const;
    const core = bankStatementCore(statement.id);
    const known = wasThere(await this.commands.send(operation, core, command, statement.id), at);
    if (statement.kind === 'notification') return known;
    const named = entries.filter(({ batch }) => batch !== null);
    for (let from = 0; from < named.length; from += tellingAtOnce)
      await Promise.all(
        named
          .slice(from, from + tellingAtOnce)
          .map((entry) => this.tellBatch(operation, file, entry)),
      );
    return known;
  }

  private tellBatch(
    operation: Operation,
    { statement }: StatementFile,
    { id, batch, bankReference, amount, currency, valueAt }: BankEntry,
  ): Promise<StreamState> {
    const { acquirer, livemode } = statement;
    const core = settlementCore(acquirer, livemode, batch ?? '');
    const settlementId = settlementIdOf(acquirer, livemode, batch ?? '');
    const credit = { id, bankReference, amount, currency, valueAt, statementId: statement.id };
    const command = {
      type: 'RecordBankCredit',
      ...{ acquirer, livemode, credit, at: operation.createdAtMs },
      breakId: creditBreakId(settlementId, id),
    } as const;
    return this.commands.send(operation, core, command, settlementId, `credit ${id}`);
  }
}

/** A stream keeps the time of the import that made it; this one was another, and changed nothing. */
const wasThere = ({ settlement }: StreamState, at: number): boolean =>
  settlement?.importedAt !== at;

function wholeOf<T>(read: Read<T>): T {
  if (!read.ok) throw new ApiException(fileRefused(read.problems));
  return read.value;
}
