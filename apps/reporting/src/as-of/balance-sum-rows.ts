// What every account's postings add up to, cut small along both of the ledger's times: by blocks of
// positions (when it was recorded) and by days (when it counts). A balance of any moment is the sum of
// whole rows and of the few entries of those that the moment cuts through.
import { dayMs } from '@ledgerway/domain';
import { effectiveAt } from '../journal/entry-rows.js';
import type { ProjectedEvent } from '../projection/projected-event.js';
import { plainArray, textArray, type Statement, type TableRows } from '../projection/table-rows.js';

/** Positions of a partition in one row. The table holds the quotients, so it never changes. */
export const blockSize = 512;

const addToSumsSql = `
insert into balance_sums as s (account, livemode, partition, block, day, currency, layer, amount)
select * from unnest($1::text[], $2::boolean[], $3::smallint[], $4::bigint[], $5::integer[],
                     $6::text[], $7::text[], $8::bigint[])
on conflict (account, livemode, partition, block, day, currency, layer) do update
set amount = s.amount + excluded.amount
`;

type SumRow = {
  readonly account: string;
  readonly livemode: boolean;
  readonly partition: number;
  readonly block: bigint;
  readonly day: number;
  readonly currency: string;
  readonly layer: string;
  amount: bigint;
};

export class BalanceSumRows implements TableRows {
  private readonly rows = new Map<string, SumRow>();

  add({ partition, position, tenant, event, legs }: ProjectedEvent): void {
    if (tenant === null || legs.length === 0) return;
    const { livemode } = tenant;
    const block = position / BigInt(blockSize);
    const day = Math.floor(effectiveAt(event) / dayMs);
    for (const { account, currency, layer, amount } of legs) {
      const key = `${partition} ${block} ${day} ${livemode} ${layer} ${currency} ${account}`;
      const row = this.rows.get(key);
      if (row !== undefined) row.amount += amount;
      else {
        const place = { account, livemode, partition, block, day };
        this.rows.set(key, { ...place, currency, layer, amount });
      }
    }
  }

  statement(): Statement | undefined {
    if (this.rows.size === 0) return undefined;
    const rows = [...this.rows.values()];
    const values = [
      textArray(rows.map(({ account }) => account)),
      plainArray(rows.map(({ livemode }) => livemode)),
      plainArray(rows.map(({ partition }) => partition)),
      plainArray(rows.map(({ block }) => block)),
      plainArray(rows.map(({ day }) => day)),
      plainArray(rows.map(({ currency }) => currency)),
      plainArray(rows.map(({ layer }) => layer)),
      plainArray(rows.map(({ amount }) => amount)),
    ];
    return { name: 'add-to-balance-sums', text: addToSumsSql, values };
  }
}
