import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import {
  CreatePayoutParams,
  ExpandParams,
  ListPayoutsParams,
  pageOf,
  payoutFromJson,
  renderPayout,
  ReversePayoutParams,
  UpdatePayoutParams,
} from '@ledgerway/contracts';
import { Needs } from '../auth/permissions.js';
import { ok } from '../edge/answer.js';
import { callerOf, tenantOf, type ApiRequest } from '../edge/caller.js';
import { emptyPage, listAnswer } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkExpand, pathsBelowData } from '../expand/expandable.js';
import { Expander } from '../expand/expander.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { ReportingClient } from '../queries/query-client.js';
import { SeenPositions } from '../queries/seen-positions.js';
import { Payouts } from './payouts.js';

@Controller('v1/payouts')
export class PayoutsController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly payouts: Payouts,
    private readonly reporting: ReportingClient,
    private readonly seen: SeenPositions,
    private readonly expander: Expander,
  ) {}

  @Post()
  @Needs('payout')
  create(@Req() request: ApiRequest) {
    const params = paramsOf(request, CreatePayoutParams);
    checkExpand(params.expand, 'payout', { caller: callerOf(request) });
    const tenant = tenantOf(request);
    return this.posts.run(request, async (operation) => {
      const payout = await this.payouts.create(tenant, operation, params);
      return ok(await this.expander.expand(tenant, 'payout', payout, params.expand));
    });
  }

  @Post(':id')
  @Needs('payout')
  update(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, UpdatePayoutParams);
    checkExpand(params.expand, 'payout', { caller: callerOf(request) });
    const tenant = tenantOf(request);
    return this.posts.run(request, async (operation) => {
      const payout = await this.payouts.update(tenant, operation, id, params);
      return ok(await this.expander.expand(tenant, 'payout', payout, params.expand));
    });
  }

  @Post(':id/cancel')
  @Needs('payout')
  cancel(@Req() request: ApiRequest, @Param('id') id: string) {
    const { expand } = paramsOf(request, ExpandParams);
    checkExpand(expand, 'payout', { caller: callerOf(request) });
    const tenant = tenantOf(request);
    return this.posts.run(request, async (operation) => {
      const payout = await this.payouts.cancel(tenant, operation, id);
      return ok(await this.expander.expand(tenant, 'payout', payout, expand));
    });
  }

  /** Answers with the payout that takes this one back. */
  @Post(':id/reverse')
  @Needs('payout')
  reverse(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, ReversePayoutParams);
    checkExpand(params.expand, 'payout', { caller: callerOf(request) });
    const tenant = tenantOf(request);
    return this.posts.run(request, async (operation) => {
      const payout = await this.payouts.reverse(tenant, operation, id, params);
      return ok(await this.expander.expand(tenant, 'payout', payout, params.expand));
    });
  }

  @Get(':id')
  @Needs('payout')
  async retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    const { expand } = paramsOf(request, ExpandParams);
    checkExpand(expand, 'payout', { caller: callerOf(request) });
    const tenant = tenantOf(request);
    const payout = await this.payouts.find(tenant, id);
    return ok(await this.expander.expand(tenant, 'payout', payout, expand));
  }

  @Get()
  @Needs('payout')
  async list(@Req() request: ApiRequest) {
    const params = paramsOf(request, ListPayoutsParams);
    checkExpand(params.expand, 'payout', { inList: true, caller: callerOf(request) });
    const { arrival_date: arrival, status, destination } = params;
    const tenant = tenantOf(request);
    const page = pageOf(params);
    const listed =
      destination !== undefined
        ? emptyPage // No bank account has an id here.
        : await this.reporting.ask('reporting.payouts', {
            ...tenant,
            page,
            after: this.seen.after(tenant),
            ...(status !== undefined && { status }),
            ...(arrival !== undefined && { arrival }),
          });
    const expand = pathsBelowData(params.expand);
    return listAnswer(listed, { url: '/v1/payouts', kind: 'payout', page }, (json) =>
      this.expander.expand(
        tenant,
        'payout',
        renderPayout(payoutFromJson(json), tenant.livemode),
        expand,
      ),
    );
  }
}
