// What of ours must be found in a settlement file, one row each. The id is that of the break that it
// becomes if it is not.
import { movementBreakIdOf } from '@ledgerway/contracts';
import { settlementMovements, type SettlementMovement } from '@ledgerway/domain';
import type { ProjectedEvent } from '../projection/projected-event.js';
import { RowTable } from '../projection/row-table.js';

export type MovementRow = SettlementMovement & {
  readonly id: string;
  readonly partition: number;
  readonly livemode: boolean;
  readonly acquirer: string;
  readonly atMs: number;
};

/** There is one acquirer, as in the postings of charges. */
const acquirer = 'sandbox';

function rowsOf({ event, charge, tenant, partition, position }: ProjectedEvent): MovementRow[] {
  if (tenant === null) return [];
  return settlementMovements(event, charge).map((movement) => ({
    id: movementBreakIdOf(`${partition}/${position}`, movement.type),
    ...{ partition, livemode: tenant.livemode, acquirer, ...movement, atMs: event.at },
  }));
}

export const settlementMovementRows = new RowTable<MovementRow>({
  name: 'settlement_movements',
  columns: {
    id: 'text',
    partition: 'smallint',
    livemode: 'boolean',
    acquirer: 'text',
    type: 'text',
    reference: 'text',
    merchantReference: 'text',
    currency: 'text',
    amount: 'bigint',
    atMs: 'time',
  },
  rowsOf,
});
