// Settlement batches: what each promised, and whether the bank has it.
import type { SettlementCosts } from '@ledgerway/domain';
import type { ProjectedEvent } from '../projection/projected-event.js';
import { RowTable } from '../projection/row-table.js';

export type BatchRow = SettlementCosts & {
  readonly id: string;
  readonly partition: number;
  readonly position: bigint;
  readonly livemode: boolean;
  readonly acquirer: string;
  readonly batch: string;
  readonly currency: string;
  readonly fileHash: string;
  readonly lines: number;
  readonly gross: bigint;
  readonly net: bigint;
  readonly importedMs: number;
  /** The bank's value date, and the entry that paid it; null as long as nothing did. */
  readonly receivedMs: number | null;
  readonly entryId: string | null;
  readonly statementId: string | null;
};

function rowOf({ event, state, partition, position }: ProjectedEvent): BatchRow | undefined {
  if (event.type !== 'SettlementBatchImported' && event.type !== 'SettlementReceived') return;
  const { settlement } = state;
  if (settlement === null || settlement.batch === null || settlement.importedAt === null) return;
  const { batch, received, importedAt } = settlement;
  const { totals, ...named } = batch;
  return {
    ...{ ...named, ...totals, partition, position, importedMs: importedAt },
    receivedMs: received?.valueAt ?? null,
    entryId: received?.id ?? null,
    statementId: received?.statementId ?? null,
  };
}

export const settlementBatchRows = new RowTable<BatchRow>({
  name: 'settlement_batches',
  columns: {
    id: 'text',
    partition: 'smallint',
    position: 'bigint',
    livemode: 'boolean',
    acquirer: 'text',
    batch: 'text',
    currency: 'text',
    fileHash: 'text',
    lines: 'integer',
    gross: 'bigint',
    net: 'bigint',
    commission: 'bigint',
    markup: 'bigint',
    schemeFees: 'bigint',
    interchange: 'bigint',
    importedMs: 'time',
    receivedMs: 'time',
    entryId: 'text',
    statementId: 'text',
  },
  rowOf,
});
