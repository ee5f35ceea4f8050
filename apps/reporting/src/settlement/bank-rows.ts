// What the bank says: its statements, and each entry of them.
import { settlementIdOf } from '@ledgerway/contracts';
import type { StatementKind } from '@ledgerway/domain';
import type { ProjectedEvent } from '../projection/projected-event.js';
import { RowTable } from '../projection/row-table.js';

export type StatementRow = {
  readonly id: string;
  readonly partition: number;
  readonly livemode: boolean;
  readonly acquirer: string;
  readonly account: string;
  readonly statement: string;
  readonly kind: StatementKind;
  readonly currency: string;
  readonly fileHash: string;
  readonly importedMs: number;
};

export const bankStatementRows = new RowTable<StatementRow>({
  name: 'bank_statements',
  columns: {
    id: 'text',
    partition: 'smallint',
    livemode: 'boolean',
    acquirer: 'text',
    account: 'text',
    statement: 'text',
    kind: 'text',
    currency: 'text',
    fileHash: 'text',
    importedMs: 'time',
  },
  rowOf: ({ event, partition }: ProjectedEvent) => {
    if (event.type !== 'BankStatementImported') return undefined;
    const { valueAt: _, ...statement } = event.statement;
    return { ...statement, partition, importedMs: event.at };
  },
});

export type BankEntryRow = {
  readonly id: string;
  readonly partition: number;
  readonly statementId: string;
  readonly number: number;
  /** The batch that the payer named, whether its file has come or not; null if none was. */
  readonly batchId: string | null;
  readonly bankReference: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly valueMs: number;
  readonly text: string;
};

function entryRowsOf({ event, partition }: ProjectedEvent): BankEntryRow[] {
  if (event.type !== 'BankStatementImported') return [];
  const { id: statementId, acquirer, livemode } = event.statement;
  return event.entries.map(({ batch, bookedAt: _, valueAt, ...entry }, number) => ({
    ...{ ...entry, partition, statementId, number, valueMs: valueAt },
    batchId: batch === null ? null : settlementIdOf(acquirer, livemode, batch),
  }));
}

export const bankEntryRows = new RowTable<BankEntryRow>({
  name: 'bank_entries',
  columns: {
    id: 'text',
    partition: 'smallint',
    statementId: 'text',
    number: 'integer',
    batchId: 'text',
    bankReference: 'text',
    amount: 'bigint',
    currency: 'text',
    valueMs: 'time',
    text: 'text',
  },
  rowsOf: entryRowsOf,
});
