// The lines of settlement files. The id is that of the break that a line becomes if it does not agree
// with what we know.
import { breakIdIn } from '@ledgerway/contracts';
import type { SettlementLine } from '@ledgerway/domain';
import type { ProjectedEvent } from '../projection/projected-event.js';
import { RowTable } from '../projection/row-table.js';

export type LineRow = Omit<SettlementLine, 'modificationReference' | 'createdAt'> & {
  readonly id: string;
  readonly partition: number;
  readonly livemode: boolean;
  readonly acquirer: string;
  readonly batchId: string;
  readonly reference: string;
  readonly createdMs: number;
  readonly importedMs: number;
};

function rowsOf({ event, partition }: ProjectedEvent): LineRow[] {
  if (event.type !== 'SettlementBatchImported') return [];
  const { id: batchId, livemode, acquirer } = event.batch;
  return event.lines.map(({ modificationReference: reference, createdAt, ...line }) => ({
    ...{ ...line, id: breakIdIn(batchId, 'line', String(line.number)), partition, livemode },
    ...{ acquirer, batchId, reference, createdMs: createdAt, importedMs: event.at },
  }));
}

export const settlementLineRows = new RowTable<LineRow>({
  name: 'settlement_lines',
  columns: {
    id: 'text',
    partition: 'smallint',
    livemode: 'boolean',
    acquirer: 'text',
    batchId: 'text',
    number: 'integer',
    type: 'text',
    pspReference: 'text',
    merchantReference: 'text',
    reference: 'text',
    method: 'text',
    createdMs: 'time',
    grossCurrency: 'text',
    gross: 'bigint',
    net: 'bigint',
    rate: 'text',
    commission: 'bigint',
    markup: 'bigint',
    schemeFees: 'bigint',
    interchange: 'bigint',
    importedMs: 'time',
  },
  rowsOf,
});
