// Reserves and conversions: the operator's doing, on the balance of one account in one mode.
import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import {
  CreateConversionParams,
  CreateReserveParams,
  ListReservesParams,
  pageOf,
  publicAmount,
  publicTime,
  ReleaseReserveParams,
  resourceMissing,
  type Tenant,
} from '@ledgerway/contracts';
import { convert, type Reserve } from '@ledgerway/domain';
import { AccountStore } from '../accounts/account-store.js';
import { OperatorOnly } from '../auth/permissions.js';
import { ApiException, ok } from '../edge/answer.js';
import type { ApiRequest } from '../edge/caller.js';
import { listAnswer, pageFrom } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { rateFrom } from './conversion-rate.js';
import { MerchantFunds, type Release } from './merchant-funds.js';

@Controller('v1/accounts/:account')
export class MerchantFundsController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly accounts: AccountStore,
    private readonly funds: MerchantFunds,
  ) {}

  @Post('reserves')
  @OperatorOnly()
  async hold(@Req() request: ApiRequest, @Param('account') account: string) {
    const params = paramsOf(request, CreateReserveParams);
    checkNothingExpanded(params.expand);
    const tenant = await this.tenantOf(account, params.livemode);
    return this.posts.run(request, async (operation) =>
      ok(renderReserve(await this.funds.hold(tenant, operation, params), tenant)),
    );
  }

  @Post('reserves/:reserve/release')
  @OperatorOnly()
  async release(
    @Req() request: ApiRequest,
    @Param('account') account: string,
    @Param('reserve') id: string,
  ) {
    const params = paramsOf(request, ReleaseReserveParams);
    checkNothingExpanded(params.expand);
    const test = await this.tenantOf(account, false);
    const live = { ...test, livemode: true };
    const tenant = this.funds.isOf(live, id) ? live : test;
    return this.posts.run(request, async (operation) => {
      return ok(
        renderRelease(id, await this.funds.release(tenant, operation, id, params.amount), tenant),
      );
    });
  }

  @Get('reserves')
  @OperatorOnly()
  async list(@Req() request: ApiRequest, @Param('account') account: string) {
    const params = paramsOf(request, ListReservesParams);
    checkNothingExpanded(params.expand);
    const tenant = await this.tenantOf(account, params.livemode);
    const page = pageOf(params);
    const listed = pageFrom(await this.funds.reserves(tenant), page);
    const list = { url: `/v1/accounts/${account}/reserves`, kind: 'reserve', page };
    return listAnswer(listed, list, (reserve) => renderReserve(reserve, tenant));
  }

  @Post('conversions')
  @OperatorOnly()
  async convert(@Req() request: ApiRequest, @Param('account') account: string) {
    const params = paramsOf(request, CreateConversionParams);
    checkNothingExpanded(params.expand);
    const tenant = await this.tenantOf(account, params.livemode);
    return this.posts.run(request, async (operation) => {
      const id = await this.funds.convert(tenant, operation, params);
      return ok(renderConversion(id, params, tenant));
    });
  }

  /** Refuses (404) an account that does not exist. */
  private async tenantOf(merchantId: string, livemode = false): Promise<Tenant> {
    if ((await this.accounts.find(merchantId)) === undefined)
      throw new ApiException(resourceMissing('account', merchantId));
    return { merchantId, livemode };
  }
}

export type PublicReserve = ReturnType<typeof renderReserve>;

const renderReserve = (reserve: Reserve, { merchantId, livemode }: Tenant) => ({
  id: reserve.id,
  object: 'reserve' as const,
  account: merchantId,
  amount: publicAmount(reserve.amount),
  created: publicTime(reserve.at),
  currency: reserve.currency,
  description: reserve.description,
  livemode,
});

export type PublicReserveRelease = ReturnType<typeof renderRelease>;

/** `remaining` is what the reserve still holds. */
const renderRelease = (reserve: string, { id, remaining }: Release, tenant: Tenant) => ({
  id,
  object: 'reserve_release' as const,
  account: tenant.merchantId,
  livemode: tenant.livemode,
  remaining: publicAmount(remaining),
  reserve,
});

export type PublicConversion = ReturnType<typeof renderConversion>;

function renderConversion(
  id: string,
  { amount, from, to, rate, margin_bps: marginBps = 0 }: CreateConversionParams,
  { merchantId, livemode }: Tenant,
) {
  const { net, margin } = convert(amount, rateFrom(rate, from, to), marginBps);
  return {
    id,
    object: 'conversion' as const,
    account: merchantId,
    from: { amount: publicAmount(amount), currency: from },
    livemode,
    margin: publicAmount(margin),
    margin_bps: marginBps,
    rate,
    to: { amount: publicAmount(net), currency: to },
  };
}
