// A customer's source that is removed is gone from its stream, so nothing is left to make a row of:
// its last one is marked.
import type { ProjectedEvent } from '../projection/projected-event.js';
import { plainArray, textArray, type Statement, type TableRows } from '../projection/table-rows.js';
import type { PaymentMethodRow } from './payment-method-rows.js';

const markRemovedSql = `
update payment_methods m set customer = null, position = r.position
from unnest($1::text[], $2::bigint[]) as r (id, position)
where m.id = r.id and m.position < r.position
`;

type RemovedSource = Pick<PaymentMethodRow, 'id' | 'partition' | 'position' | 'customer'>;

/** What of the source's row this event changes; none if it removes no source. */
export function removedSourceOf(projected: ProjectedEvent): RemovedSource | undefined {
  const { event, partition, position } = projected;
  if (event.type !== 'SourceRemoved') return undefined;
  return { id: event.sourceId, partition, position, customer: null };
}

export class RemovedSources implements TableRows {
  private readonly removed: RemovedSource[] = [];

  add(event: ProjectedEvent): void {
    const source = removedSourceOf(event);
    if (source !== undefined) this.removed.push(source);
  }

  statement(): Statement | undefined {
    const { removed } = this;
    if (removed.length === 0) return undefined;
    const values = [
      textArray(removed.map(({ id }) => id)),
      plainArray(removed.map(({ position }) => position)),
    ];
    return { name: 'mark-removed-sources', text: markRemovedSql, values };
  }
}
