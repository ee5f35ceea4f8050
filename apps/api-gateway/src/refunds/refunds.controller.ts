import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import {
  chargeFromJson,
  CreateRefundParams,
  ExpandParams,
  ListRefundsParams,
  pageOf,
  renderRefund,
  UpdateRefundParams,
} from '@ledgerway/contracts';
import { Needs } from '../auth/permissions.js';
import { ok } from '../edge/answer.js';
import { callerOf, tenantOf, type ApiRequest } from '../edge/caller.js';
import { listAnswer } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkExpand, pathsBelowData } from '../expand/expandable.js';
import { Expander } from '../expand/expander.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { ReportingClient } from '../queries/query-client.js';
import { SeenPositions } from '../queries/seen-positions.js';
import { Refunds } from './refunds.js';

@Controller('v1/refunds')
export class RefundsController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly refunds: Refunds,
    private readonly reporting: ReportingClient,
    private readonly seen: SeenPositions,
    private readonly expander: Expander,
  ) {}

  @Post()
  @Needs('refund')
  create(@Req() request: ApiRequest) {
    const params = paramsOf(request, CreateRefundParams);
    checkExpand(params.expand, 'refund', { caller: callerOf(request) });
    const { expand = [] } = params;
    const tenant = tenantOf(request);
    return this.posts.run(request, async (operation) => {
      const { refund } = await this.refunds.create(tenant, operation, params);
      return ok(await this.expander.expand(tenant, 'refund', refund, expand));
    });
  }

  @Post(':id')
  @Needs('refund')
  update(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, UpdateRefundParams);
    checkExpand(params.expand, 'refund', { caller: callerOf(request) });
    const tenant = tenantOf(request);
    return this.posts.run(request, async (operation) => {
      const refund = await this.refunds.update(tenant, operation, id, params);
      return ok(await this.expander.expand(tenant, 'refund', refund, params.expand));
    });
  }

  @Post(':id/cancel')
  @Needs('refund')
  cancel(@Req() request: ApiRequest, @Param('id') id: string) {
    const { expand } = paramsOf(request, ExpandParams);
    checkExpand(expand, 'refund', { caller: callerOf(request) });
    const tenant = tenantOf(request);
    return this.posts.run(request, async (operation) => {
      const refund = await this.refunds.cancel(tenant, operation, id);
      return ok(await this.expander.expand(tenant, 'refund', refund, expand));
    });
  }

  @Get(':id')
  @Needs('refund')
  async retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    const { expand = [] } = paramsOf(request, ExpandParams);
    checkExpand(expand, 'refund', { caller: callerOf(request) });
    const tenant = tenantOf(request);
    const refund = await this.refunds.find(tenant, id);
    return ok(await this.expander.expand(tenant, 'refund', refund, expand));
  }

  @Get()
  @Needs('refund')
  async list(@Req() request: ApiRequest) {
    const params = paramsOf(request, ListRefundsParams);
    checkExpand(params.expand, 'refund', { inList: true, caller: callerOf(request) });
    const tenant = tenantOf(request);
    const page = pageOf(params);
    const listed = await this.reporting.ask('reporting.refunds', {
      ...tenant,
      page,
      after: this.seen.after(tenant),
      ...(params.charge !== undefined && { charge: params.charge }),
      ...(params.payment_intent !== undefined && { paymentIntent: params.payment_intent }),
    });
    const expand = pathsBelowData(params.expand);
    return listAnswer(listed, { url: '/v1/refunds', kind: 'refund', page }, (row) => {
      const refund = renderRefund(chargeFromJson(row.charge), row.refundId);
      if (refund === undefined) throw new Error(`No refund ${row.refundId} in its charge`);
      return this.expander.expand(tenant, 'refund', refund, expand);
    });
  }
}
