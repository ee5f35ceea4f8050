import { Controller, Param, Post, Req } from '@nestjs/common';
import { renderAccount, resourceMissing, UpdateAccountParams } from '@ledgerway/contracts';
import { AccountStore } from '../accounts/account-store.js';
import { OperatorOnly } from '../auth/permissions.js';
import { ApiException, ok } from '../edge/answer.js';
import type { ApiRequest } from '../edge/caller.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { AccountLimits } from './account-limits.js';

@Controller('v1/accounts')
export class AccountLimitsController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly accounts: AccountStore,
    private readonly limits: AccountLimits,
  ) {}

  @Post(':id')
  @OperatorOnly()
  update(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, UpdateAccountParams);
    checkNothingExpanded(params.expand);
    return this.posts.run(request, async () => {
      const limits = await this.limits.change(id, params.rate_limit ?? {});
      const account = await this.accounts.find(id);
      if (limits === undefined || account === undefined)
        throw new ApiException(resourceMissing('account', id));
      return ok({ ...renderAccount(account), rate_limit: limits });
    });
  }
}
