// Decides whether a request may enter, out of what this gateway has leased. A request waits for the
// database only if nothing is held and something may be left; one account never waits for another.
import type { Tenant } from '@ledgerway/contracts';
import { NaturalBatcher, type Clock, type Logger } from '@ledgerway/platform';
import { AccountLease, type Refusal } from './account-lease.js';
import type { AskedOf, QuotaStore } from './quota-store.js';
import type { Kind, RateLimits } from './rate-limits.js';
import type { Lease } from './shared-quota.js';

export type RateLimiterOptions = {
  readonly store: Pick<QuotaStore, 'take'>;
  readonly limits: RateLimits;
  readonly clock: Clock;
  /** Names this process among all gateways. */
  readonly gateway: string;
  readonly log: Pick<Logger, 'warn'>;
  readonly maxAccounts?: number;
};

/** The lease under which a request has entered. */
export type Admitted = { readonly lease: AccountLease };
export type Decision = Admitted | (Refusal & { readonly lease: AccountLease });

const maxAccounts = 10_000;
const maxAccountsPerStatement = 200;
/** More requests than one lease is for can be waiting; then the next lease is asked for at once. */
const maxAttempts = 3;
const crowded: Refusal = { reason: 'global-rate', retryAfterMs: 1_000 };
/** Of what is in use; well below the time after which the others take it for lost. */
const renewAfterMs = 3_000;
/** What an account may do is remembered for this long after its last request. */
const rememberMs = 10 * 60_000;
const sweepEveryMs = 1_000;

export class RateLimiter {
  private readonly leases = {
    live: new Map<string, AccountLease>(),
    test: new Map<string, AccountLease>(),
  };
  private readonly leasing: NaturalBatcher<AskedOf, Lease>;
  private timer: NodeJS.Timeout | undefined;
  /** Leases that the database could not give, for the metrics. */
  unchecked = 0;

  constructor(private readonly options: RateLimiterOptions) {
    const { store, gateway, clock } = options;
    this.leasing = new NaturalBatcher({
      flush: (all) => store.take(all, { gateway, nowMs: clock.now() }),
      maxBatch: maxAccountsPerStatement,
      maxQueued: 2 * (options.maxAccounts ?? maxAccounts),
    });
  }

  get accounts(): number {
    return this.leases.live.size + this.leases.test.size;
  }

  /** At once in all but rare cases. Whoever entered must `leave` its lease in the end. */
  enter(tenant: Tenant, kind: Kind): Decision | Promise<Decision> {
    const lease = this.leaseOf(tenant);
    const nowMs = this.options.clock.now();
    const entry = lease.enter(kind, nowMs);
    if (entry === 'ask') return this.enterLater(tenant, lease, kind);
    if (entry !== 'entered') return { ...entry, lease };
    if (lease.asking === undefined && lease.runsLow(kind, nowMs)) void this.ask(tenant, lease);
    return { lease };
  }

  /** Starts to give back what is idle and to renew what is in use. */
  start(): void {
    this.timer = setInterval(() => this.sweep(), sweepEveryMs).unref();
  }

  /** What is still held then comes back by itself: tokens refill, slots expire. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.leasing.idle();
  }

  sweep(): void {
    const nowMs = this.options.clock.now();
    for (const [mode, leases] of Object.entries(this.leases))
      for (const [merchantId, lease] of leases) {
        const tenant = { merchantId, livemode: mode === 'live' };
        const idle = lease.isIdle(nowMs);
        if (lease.holdsSomething && (idle || lease.seenAgoMs(nowMs) >= renewAfterMs))
          void this.ask(tenant, lease);
        else if (idle && lease.asking === undefined && nowMs - lease.usedAtMs >= rememberMs)
          leases.delete(merchantId);
      }
  }

  private leaseOf({ merchantId, livemode }: Tenant): AccountLease {
    const leases = livemode ? this.leases.live : this.leases.test;
    const known = leases.get(merchantId);
    if (known !== undefined) return known;
    if (leases.size >= (this.options.maxAccounts ?? maxAccounts)) forgetOldest(leases);
    const lease = new AccountLease(this.options.limits, this.options.clock.now());
    leases.set(merchantId, lease);
    return lease;
  }

  private async enterLater(tenant: Tenant, lease: AccountLease, kind: Kind): Promise<Decision> {
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      lease.waiting += 1;
      await this.ask(tenant, lease);
      lease.waiting -= 1;
      // At the time of the lease: what it granted would count for nothing once all has filled up.
      const entry = lease.enter(kind, lease.grantedAtMs);
      if (entry === 'entered') return { lease };
      if (entry !== 'ask') return { ...entry, lease };
    }
    return { ...crowded, lease };
  }

  /** One lease at a time for each account: whoever comes meanwhile waits for the same. */
  private ask(tenant: Tenant, lease: AccountLease): Promise<void> {
    lease.asking ??= this.takeLease(tenant, lease).finally(() => (lease.asking = undefined));
    return lease.asking;
  }

  private async takeLease(tenant: Tenant, lease: AccountLease): Promise<void> {
    const { clock, log } = this.options;
    const asked = lease.request(clock.now());
    try {
      lease.grant(await this.leasing.submit({ tenant, asked }), asked);
    } catch (error) {
      this.unchecked += 1;
      log.warn({ err: error, account: tenant.merchantId }, 'a rate limit could not be checked');
      lease.grantUnasked(asked, clock.now());
    }
  }
}

/** The first that nobody is using right now; the map is in the order of first use. */
function forgetOldest(leases: Map<string, AccountLease>): void {
  for (const [merchantId, lease] of leases)
    if (lease.asking === undefined && !lease.busy) {
      leases.delete(merchantId);
      return;
    }
}
