// Breaks that were found in a stream, and what people did about those and about the ones that are
// only seen by comparing: of these there is a row from the moment on that somebody takes them on.
import type { BreakKind, OpenMoney, SettlementBreak } from '@ledgerway/domain';
import type { ProjectedEvent } from '../projection/projected-event.js';
import { RowTable } from '../projection/row-table.js';

export type BreakRow = {
  readonly id: string;
  readonly partition: number;
  readonly position: bigint;
  readonly livemode: boolean;
  /** Null, and so are amount and currency, of one that is seen by comparing. */
  readonly kind: BreakKind | null;
  readonly currency: string | null;
  readonly amount: bigint | null;
  /** The net of the batch that a credit was meant to pay. */
  readonly expected: bigint | null;
  readonly acquirer: string | null;
  readonly batchId: string | null;
  readonly statementId: string | null;
  readonly reference: string | null;
  readonly foundMs: number;
  readonly owner: string | null;
  readonly resolution: SettlementBreak['resolution'];
  readonly note: string | null;
  readonly open: readonly OpenMoney[];
};

function rowOf({ event, state, partition, position }: ProjectedEvent): BreakRow | undefined {
  const { settlement } = state;
  if (settlement === null || !('breakId' in event)) return undefined;
  const found = settlement.breaks.find(({ id }) => id === event.breakId);
  if (found === undefined) return undefined;
  const { id, kind, credit, foundAt, owner, resolution, note, open } = found;
  return {
    ...{ id, partition, position, livemode: settlement.livemode, kind },
    currency: credit?.currency ?? null,
    amount: credit?.amount ?? null,
    expected: kind === 'bank_amount_diff' ? (settlement.batch?.totals.net ?? null) : null,
    acquirer: open[0]?.acquirer ?? null,
    batchId: settlement.batch?.id ?? null,
    statementId: credit?.statementId ?? null,
    reference: credit?.bankReference ?? null,
    ...{ foundMs: foundAt, owner, resolution, note, open },
  };
}

export const settlementBreakRows = new RowTable<BreakRow>({
  name: 'settlement_breaks',
  columns: {
    id: 'text',
    partition: 'smallint',
    position: 'bigint',
    livemode: 'boolean',
    kind: 'text',
    currency: 'text',
    amount: 'bigint',
    expected: 'bigint',
    acquirer: 'text',
    batchId: 'text',
    statementId: 'text',
    reference: 'text',
    foundMs: 'time',
    owner: 'text',
    resolution: 'text',
    note: 'text',
    open: 'json',
  },
  rowOf,
});
