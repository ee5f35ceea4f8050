// What the operator gives an account beside what everyone has.
import type { RateLimitParams } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import { limitsOver, type RateLimits } from './rate-limits.js';

type Limit = keyof RateLimits;
export type LimitChanges = Pick<RateLimitParams, Limit>;

const columns = `rate_limit_reads as reads, rate_limit_writes as writes,
                 rate_limit_concurrency as concurrency`;

// What is not asked for stays; null goes back to what everyone has.
const changeSql = `
  update accounts
     set rate_limit_reads = case when 'reads' = any($2) then $3 else rate_limit_reads end,
         rate_limit_writes = case when 'writes' = any($2) then $4 else rate_limit_writes end,
         rate_limit_concurrency =
           case when 'concurrency' = any($2) then $5 else rate_limit_concurrency end
   where id = $1
  returning ${columns}`;

type LimitRow = Record<Limit, number | null>;

export class AccountLimits {
  constructor(
    private readonly database: Pick<Database, 'query'>,
    /** For whatever an account has no limit of its own. */
    private readonly limits: RateLimits,
  ) {}

  /** The limits as they are then; none if there is no such account. Gateways see them in a moment. */
  async change(accountId: string, changes: LimitChanges): Promise<RateLimits | undefined> {
    const values = [
      accountId,
      Object.keys(changes),
      changes.reads ?? null,
      changes.writes ?? null,
      changes.concurrency ?? null,
    ];
    const { rows } = await this.database.query<LimitRow>(changeSql, values);
    return rows[0] && limitsOver(this.limits, rows[0]);
  }
}
