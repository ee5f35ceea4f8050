// The shared quotas in PostgreSQL, many at a time. The decision is made here in memory, between a
// read that locks the rows and the write that ends the transaction.
import type { Tenant } from '@ledgerway/contracts';
import type { Database, Transaction } from '@ledgerway/platform';
import { limitsOver, type RateLimits } from './rate-limits.js';
import {
  takeLease,
  type Lease,
  type LeaseAsked,
  type LeaseTaker,
  type SharedQuota,
} from './shared-quota.js';

/** One entry per account and mode, no account and mode twice. */
export type AskedOf = { readonly tenant: Tenant; readonly asked: LeaseAsked };

const insertSql = `
  insert into rate_quotas (account_id, livemode)
  select account_id, livemode
    from unnest($1::text[], $2::boolean[]) as asked (account_id, livemode)
   order by account_id, livemode
  on conflict do nothing`;

// Locked in one order, so that gateways wait for each other but never in a circle.
const lockSql = `
  select quota.*, json_build_object(
           'reads', account.rate_limit_reads, 'writes', account.rate_limit_writes,
           'concurrency', account.rate_limit_concurrency) as own_limits
    from rate_quotas quota join accounts account on account.id = quota.account_id
   where (quota.account_id, quota.livemode) in (select * from unnest($1::text[], $2::boolean[]))
   order by quota.account_id, quota.livemode
     for update of quota`;

const updateSql = `
  update rate_quotas quota
     set reads = changed.reads, writes = changed.writes, at_ms = changed.at_ms,
         slots = changed.slots::jsonb
    from unnest($1::text[], $2::boolean[], $3::float8[], $4::float8[], $5::bigint[], $6::text[])
           as changed (account_id, livemode, reads, writes, at_ms, slots)
   where quota.account_id = changed.account_id and quota.livemode = changed.livemode`;

type QuotaRow = {
  account_id: string;
  livemode: boolean;
  reads: number;
  writes: number;
  at_ms: string;
  slots: SharedQuota['slots'];
  own_limits: Readonly<Record<keyof RateLimits, number | null>>;
};

export class QuotaStore {
  constructor(
    private readonly database: Pick<Database, 'transaction'>,
    /** For accounts of which the operator has said nothing else. */
    private readonly limits: RateLimits,
  ) {}

  /** One lease for each entry, in their order. All of them, or none if this rejects. */
  async take(all: readonly AskedOf[], taker: LeaseTaker): Promise<Lease[]> {
    return this.database.transaction(async (transaction) => {
      const rows = await lockedRows(transaction, all);
      const taken = all.map(({ tenant, asked }) => {
        const row = rows.get(nameOf(tenant));
        if (row === undefined) throw new Error(`No quota for ${tenant.merchantId}`);
        const limits = limitsOver(this.limits, row.own_limits);
        return { tenant, ...takeLease(quotaOf(row), limits, asked, taker) };
      });
      await transaction.query({
        name: 'rate-quota-update',
        text: updateSql,
        values: [
          ...keys(all),
          taken.map(({ quota }) => quota.reads),
          taken.map(({ quota }) => quota.writes),
          taken.map(({ quota }) => quota.atMs),
          taken.map(({ quota }) => JSON.stringify(quota.slots)),
        ],
      });
      return taken.map(({ lease }) => lease);
    });
  }
}

async function lockedRows(
  transaction: Transaction,
  all: readonly AskedOf[],
): Promise<ReadonlyMap<string, QuotaRow>> {
  const lock = { name: 'rate-quota-lock', text: lockSql, values: keys(all) };
  let { rows } = await transaction.query<QuotaRow>(lock);
  if (rows.length < all.length) {
    await transaction.query(insertSql, keys(all));
    ({ rows } = await transaction.query<QuotaRow>(lock));
  }
  return new Map(
    rows.map((row) => [nameOf({ merchantId: row.account_id, livemode: row.livemode }), row]),
  );
}

const nameOf = ({ merchantId, livemode }: Tenant) => `${merchantId} ${livemode}`;

const keys = (all: readonly AskedOf[]) => [
  all.map(({ tenant }) => tenant.merchantId),
  all.map(({ tenant }) => tenant.livemode),
];

const quotaOf = ({ reads, writes, at_ms, slots }: QuotaRow): SharedQuota => ({
  reads,
  writes,
  atMs: Number(at_ms),
  slots,
});
