import { Controller, Get, Inject, Param, Post, Req } from '@nestjs/common';
import {
  chargeFromJson,
  ExpandParams,
  ListDisputesParams,
  pageOf,
  renderDispute,
  UpdateDisputeParams,
} from '@ledgerway/contracts';
import type { Clock } from '@ledgerway/platform';
import { Needs } from '../auth/permissions.js';
import { ok } from '../edge/answer.js';
import { callerOf, tenantOf, type ApiRequest } from '../edge/caller.js';
import { listAnswer } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkExpand, pathsBelowData } from '../expand/expandable.js';
import { Expander } from '../expand/expander.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { clockToken } from '../injection.js';
import { ReportingClient } from '../queries/query-client.js';
import { SeenPositions } from '../queries/seen-positions.js';
import { Disputes } from './disputes.js';

@Controller('v1/disputes')
export class DisputesController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly disputes: Disputes,
    private readonly reporting: ReportingClient,
    private readonly seen: SeenPositions,
    private readonly expander: Expander,
    @Inject(clockToken) private readonly clock: Clock,
  ) {}

  @Get()
  @Needs('dispute')
  async list(@Req() request: ApiRequest) {
    const params = paramsOf(request, ListDisputesParams);
    checkExpand(params.expand, 'dispute', { inList: true, caller: callerOf(request) });
    const tenant = tenantOf(request);
    const page = pageOf(params);
    const listed = await this.reporting.ask('reporting.disputes', {
      ...tenant,
      page,
      after: this.seen.after(tenant),
      ...(params.charge !== undefined && { charge: params.charge }),
      ...(params.payment_intent !== undefined && { paymentIntent: params.payment_intent }),
    });
    const expand = pathsBelowData(params.expand);
    return listAnswer(listed, { url: '/v1/disputes', kind: 'dispute', page }, (row) => {
      const charge = chargeFromJson(row.charge);
      const dispute = renderDispute(charge, row.disputeId, { now: this.clock.now() });
      if (dispute === undefined) throw new Error(`No dispute ${row.disputeId} in its charge`);
      return this.expander.expand(tenant, 'dispute', dispute, expand);
    });
  }

  @Get(':id')
  @Needs('dispute')
  async retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    const { expand } = paramsOf(request, ExpandParams);
    checkExpand(expand, 'dispute', { caller: callerOf(request) });
    const tenant = tenantOf(request);
    const dispute = await this.disputes.find(tenant, id, this.clock.now());
    return ok(await this.expander.expand(tenant, 'dispute', dispute, expand));
  }

  @Post(':id')
  @Needs('dispute')
  update(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, UpdateDisputeParams);
    checkExpand(params.expand, 'dispute', { caller: callerOf(request) });
    const tenant = tenantOf(request);
    return this.posts.run(request, async (operation) => {
      const dispute = await this.disputes.update(tenant, operation, id, params);
      return ok(await this.expander.expand(tenant, 'dispute', dispute, params.expand));
    });
  }

  @Post(':id/close')
  @Needs('dispute')
  close(@Req() request: ApiRequest, @Param('id') id: string) {
    const { expand } = paramsOf(request, ExpandParams);
    checkExpand(expand, 'dispute', { caller: callerOf(request) });
    const tenant = tenantOf(request);
    return this.posts.run(request, async (operation) => {
      const dispute = await this.disputes.close(tenant, operation, id);
      return ok(await this.expander.expand(tenant, 'dispute', dispute, expand));
    });
  }
}
