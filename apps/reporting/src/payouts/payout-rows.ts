// The newest version of every payout. What a sweeping one takes in tells which transactions it pays.
import type { Payout } from '@ledgerway/domain';
import type { ProjectedEvent } from '../projection/projected-event.js';
import { RowTable } from '../projection/row-table.js';

/** `createdMs` orders lists. `payout` is the whole of it, without its coverage. */
export type PayoutRow = {
  readonly id: string;
  readonly partition: number;
  readonly position: bigint;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly createdMs: number;
  readonly arrivalMs: number;
  readonly status: Payout['status'];
  readonly payout: Payout;
};

/** The payout that the event is about, and the one that it takes back. */
function rowsOf({ event, state, partition, position }: ProjectedEvent): readonly PayoutRow[] {
  const { merchant } = state;
  if (merchant === null || merchant.latestPayout === null || !('merchantId' in event)) return [];
  const { merchantId, livemode, latestPayout } = merchant;
  return merchant.payouts
    .filter(({ id, reversedBy }) => id === latestPayout || reversedBy === latestPayout)
    .map((payout) => ({
      id: payout.id,
      partition,
      position,
      merchantId,
      livemode,
      createdMs: payout.createdAt,
      arrivalMs: payout.arrivalAt,
      status: payout.status,
      payout,
    }));
}

export const payouts = new RowTable<PayoutRow>({
  name: 'payouts',
  columns: {
    id: 'text',
    partition: 'smallint',
    position: 'bigint',
    merchantId: 'text',
    livemode: 'boolean',
    createdMs: 'time',
    arrivalMs: 'time',
    status: 'text',
    payout: 'json',
  },
  rowsOf,
});
