import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import {
  CreateAccountParams,
  ExpandParams,
  ListParams,
  pageOf,
  renderAccount,
  resourceMissing,
} from '@ledgerway/contracts';
import { Needs, OperatorOnly } from '../auth/permissions.js';
import { ApiException, ok } from '../edge/answer.js';
import { callerOf, tenantOf, type ApiRequest } from '../edge/caller.js';
import { listAnswer } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { AccountOperations } from './account-operations.js';
import { AccountStore } from './account-store.js';

@Controller('v1')
export class AccountsController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly operations: AccountOperations,
    private readonly accounts: AccountStore,
  ) {}

  /** The one answer that holds the account's keys. */
  @Post('accounts')
  @OperatorOnly()
  create(@Req() request: ApiRequest) {
    const params = paramsOf(request, CreateAccountParams);
    checkNothingExpanded(params.expand);
    return this.posts.runSecret(request, async (operation) => {
      const { account, keys } = await this.operations.createAccount(operation, {
        country: params.country ?? 'HK',
        defaultCurrency: params.default_currency ?? 'hkd',
        email: params.email ?? null,
        businessName: params.business_profile?.name ?? null,
      });
      return ok({ ...renderAccount(account), keys });
    });
  }

  @Get('accounts')
  @OperatorOnly()
  async list(@Req() request: ApiRequest) {
    const params = paramsOf(request, ListParams);
    checkNothingExpanded(params.expand);
    const page = pageOf(params);
    const listed = await this.accounts.list(page);
    return listAnswer(listed, { url: '/v1/accounts', kind: 'account', page }, renderAccount);
  }

  @Get('account')
  @Needs('account')
  own(@Req() request: ApiRequest) {
    return this.show(request, tenantOf(request).merchantId);
  }

  @Get('accounts/:id')
  @Needs('account', { operator: true })
  retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    const caller = callerOf(request);
    if (caller.kind !== 'operator' && caller.tenant.merchantId !== id) throw missing(id);
    return this.show(request, id);
  }

  private async show(request: ApiRequest, id: string) {
    checkNothingExpanded(paramsOf(request, ExpandParams).expand);
    const account = await this.accounts.find(id);
    if (account === undefined) throw missing(id);
    return ok(renderAccount(account));
  }
}

const missing = (id: string) => new ApiException(resourceMissing('account', id));
