// What every account's postings add up to. Each log partition has its own part of an account, so
// that a busy account is no row that all partitions wait for.
import type { ProjectedEvent } from '../projection/projected-event.js';
import { plainArray, textArray, type Statement, type TableRows } from '../projection/table-rows.js';

const addToBalancesSql = `
insert into balances as b (account, livemode, currency, layer, partition, debit, credit)
select * from unnest($1::text[], $2::boolean[], $3::text[], $4::text[], $5::smallint[],
                     $6::bigint[], $7::bigint[])
on conflict (account, livemode, currency, layer, partition) do update
set debit = b.debit + excluded.debit, credit = b.credit + excluded.credit
`;

type BalanceRow = {
  readonly account: string;
  readonly livemode: boolean;
  readonly currency: string;
  readonly layer: string;
  readonly partition: number;
  debit: bigint;
  credit: bigint;
};

export class BalanceRows implements TableRows {
  private readonly rows = new Map<string, BalanceRow>();

  add({ partition, tenant, legs }: ProjectedEvent): void {
    if (tenant === null) return;
    const { livemode } = tenant;
    for (const { account, currency, layer, amount } of legs) {
      const key = `${partition} ${livemode} ${layer} ${currency} ${account}`;
      let row = this.rows.get(key);
      if (row === undefined) {
        row = { account, livemode, currency, layer, partition, debit: 0n, credit: 0n };
        this.rows.set(key, row);
      }
      if (amount > 0n) row.debit += amount;
      else row.credit -= amount;
    }
  }

  statement(): Statement | undefined {
    if (this.rows.size === 0) return undefined;
    const rows = [...this.rows.values()];
    const values = [
      textArray(rows.map(({ account }) => account)),
      plainArray(rows.map(({ livemode }) => livemode)),
      plainArray(rows.map(({ currency }) => currency)),
      plainArray(rows.map(({ layer }) => layer)),
      plainArray(rows.map(({ partition }) => partition)),
      plainArray(rows.map(({ debit }) => debit)),
      plainArray(rows.map(({ credit }) => credit)),
    ];
    return { name: 'add-to-balances', text: addToBalancesSql, values };
  }
}
