// The shared quotas of any number of gateways in one process, for specs: the same decisions, no
// database.
import type { AskedOf } from './quota-store.js';
import type { RateLimits } from './rate-limits.js';
import { takeLease, type Lease, type LeaseTaker, type SharedQuota } from './shared-quota.js';

export class QuotaInMemory {
  /** How often somebody asked. */
  leases = 0;
  private readonly quotas = new Map<string, SharedQuota>();

  constructor(public limits: RateLimits) {}

  take(all: readonly AskedOf[], taker: LeaseTaker): Promise<Lease[]> {
    this.leases += 1;
    const taken = all.map(({ tenant, asked }) => {
      const name = `${tenant.merchantId} ${tenant.livemode}`;
      const quota = this.quotas.get(name) ?? { reads: 0, writes: 0, atMs: 0, slots: {} };
      const result = takeLease(quota, this.limits, asked, taker);
      this.quotas.set(name, result.quota);
      return result.lease;
    });
    return Promise.resolve(taken);
  }
}
