// What a payout of everything available has taken in. It is fixed when the payout is made.
import type { Coverage } from '@ledgerway/domain';
import type { ProjectedEvent } from '../projection/projected-event.js';
import { RowTable } from '../projection/row-table.js';

export type PayoutCoverageRow = {
  readonly id: string;
  readonly partition: number;
  readonly coverage: Coverage;
};

const rowOf = ({ event, partition }: ProjectedEvent): PayoutCoverageRow | undefined =>
  event.type === 'PayoutCreated' && event.coverage !== null
    ? { id: event.payout.id, partition, coverage: event.coverage }
    : undefined;

export const payoutCoverages = new RowTable<PayoutCoverageRow>({
  name: 'payout_coverages',
  columns: { id: 'text', partition: 'smallint', coverage: 'json' },
  rowOf,
});
