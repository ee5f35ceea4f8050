// What the operator sets of an account.
import { Controller, Param, Post, Req } from '@nestjs/common';
import {
  renderAccount,
  resourceMissing,
  UpdateAccountParams,
  weekdayNumber,
  type PayoutScheduleParams,
} from '@ledgerway/contracts';
import type { PayoutSchedule } from '@ledgerway/domain';
import { OperatorOnly } from '../auth/permissions.js';
import { ApiException, ok } from '../edge/answer.js';
import type { ApiRequest } from '../edge/caller.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { MerchantFunds } from '../merchant-funds/merchant-funds.js';
import { AccountLimits } from '../rate-limits/account-limits.js';
import { AccountStore, type MoneySettings } from './account-store.js';
import { feeScheduleFrom, FeeSchedules } from './fee-schedules.js';

@Controller('v1/accounts')
export class AccountSettingsController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly accounts: AccountStore,
    private readonly limits: AccountLimits,
    private readonly fees: FeeSchedules,
    private readonly funds: MerchantFunds,
  ) {}

  @Post(':id')
  @OperatorOnly()
  update(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, UpdateAccountParams);
    checkNothingExpanded(params.expand);
    const changes = changesFrom(params);
    return this.posts.run(request, async (operation) => {
      const limits = await this.limits.change(id, params.rate_limit ?? {});
      if (limits === undefined) throw new ApiException(resourceMissing('account', id));
      if (changes.payoutSchedule !== undefined)
        await this.funds.setPayoutSchedule(id, operation, changes.payoutSchedule);
      const account = await this.accounts.change(id, changes);
      if (account === undefined) throw new ApiException(resourceMissing('account', id));
      this.fees.forget(id);
      return ok({ ...renderAccount(account), rate_limit: limits });
    });
  }
}

function changesFrom({ fee_schedule: fees, settings }: UpdateAccountParams): MoneySettings {
  const schedule = settings?.payouts?.schedule;
  return {
    ...(fees !== undefined && { feeSchedule: fees && feeScheduleFrom(fees) }),
    ...(schedule !== undefined && { payoutSchedule: scheduleFrom(schedule) }),
  };
}

/** The anchors have been checked. */
function scheduleFrom(params: PayoutScheduleParams): PayoutSchedule {
  const { interval, weekly_anchor: day = '', monthly_anchor: monthlyAnchor = 1 } = params;
  switch (interval) {
    case 'weekly':
      return { interval, weeklyAnchor: weekdayNumber(day) };
    case 'monthly':
      return { interval, monthlyAnchor };
    default:
      return { interval };
  }
}
