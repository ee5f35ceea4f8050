// What accounts pay, at hand for every charge. Another gateway's change is seen within seconds.
import type { FeeRateParams, FeeScheduleParams } from '@ledgerway/contracts';
import type { FeeSchedule } from '@ledgerway/domain';
import type { RecentLookups } from '../auth/recent-lookups.js';

export class FeeSchedules {
  constructor(private readonly lookups: RecentLookups<FeeSchedule>) {}

  /** Null if the account pays nothing. */
  async of(accountId: string): Promise<FeeSchedule | null> {
    return (await this.lookups.get(accountId)) ?? null;
  }

  /** It changed: the next charge of this gateway pays the new one. */
  forget(accountId: string): void {
    this.lookups.forget(accountId);
  }
}

export function feeScheduleFrom({
  tax_bps: taxBps = 0,
  ...methods
}: FeeScheduleParams): FeeSchedule {
  const rates = Object.entries(methods as Record<string, FeeRateParams | undefined>).flatMap(
    ([method, rate]) => (rate === undefined ? [] : [[method, rateFrom(rate)] as const]),
  );
  return { methods: Object.fromEntries(rates), taxBps };
}

const rateFrom = ({ percent_bps: percentBps = 0, fixed = 0 }: FeeRateParams) => ({
  percentBps,
  fixed: BigInt(fixed),
});
