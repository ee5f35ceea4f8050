// The older way to refunds, below their charge. Code that was written for it still works.
import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import {
  ExpandParams,
  ListParams,
  pageOf,
  refundIdsOf,
  RefundOfChargeParams,
  renderRefund,
  resourceMissing,
} from '@ledgerway/contracts';
import { Needs } from '../auth/permissions.js';
import { ApiException, ok } from '../edge/answer.js';
import { callerOf, tenantOf, type ApiRequest } from '../edge/caller.js';
import { listAnswer, pageFrom } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkExpand, pathsBelowData } from '../expand/expandable.js';
import { Expander } from '../expand/expander.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { chargeKind } from '../streams/kinds.js';
import { StreamReader } from '../streams/stream-reader.js';
import { Refunds } from './refunds.js';

@Controller('v1/charges/:charge')
export class ChargeRefundsController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly refunds: Refunds,
    private readonly reader: StreamReader,
    private readonly expander: Expander,
  ) {}

  /** Answers with the refund. */
  @Post('refunds')
  @Needs('refund')
  create(@Req() request: ApiRequest, @Param('charge') chargeId: string) {
    const params = paramsOf(request, RefundOfChargeParams);
    checkExpand(params.expand, 'refund', { caller: callerOf(request) });
    const tenant = tenantOf(request);
    return this.posts.run(request, async (operation) => {
      const { refund } = await this.refunds.ofCharge(tenant, operation, chargeId, params);
      return ok(await this.expander.expand(tenant, 'refund', refund, params.expand ?? []));
    });
  }

  /** Answers with the charge. */
  @Post('refund')
  @Needs('refund')
  refund(@Req() request: ApiRequest, @Param('charge') chargeId: string) {
    const params = paramsOf(request, RefundOfChargeParams);
    checkExpand(params.expand, 'charge', { caller: callerOf(request) });
    const tenant = tenantOf(request);
    return this.posts.run(request, async (operation) => {
      const { charge } = await this.refunds.ofCharge(tenant, operation, chargeId, params);
      return ok(await this.expander.charge(tenant, charge, params.expand ?? []));
    });
  }

  @Get('refunds')
  @Needs('refund')
  async list(@Req() request: ApiRequest, @Param('charge') chargeId: string) {
    const params = paramsOf(request, ListParams);
    checkExpand(params.expand, 'refund', { inList: true, caller: callerOf(request) });
    const tenant = tenantOf(request);
    const { object: charge } = await this.reader.find(tenant, chargeKind, chargeId);
    const page = pageOf(params);
    const refunds = refundIdsOf(charge).map((id) => renderRefund(charge, id)!);
    const list = { url: `/v1/charges/${chargeId}/refunds`, kind: 'refund', page };
    const expand = pathsBelowData(params.expand);
    return listAnswer(pageFrom(refunds, page), list, (refund) =>
      this.expander.expand(tenant, 'refund', refund, expand),
    );
  }

  @Get('refunds/:refund')
  @Needs('refund')
  async retrieve(
    @Req() request: ApiRequest,
    @Param('charge') chargeId: string,
    @Param('refund') refundId: string,
  ) {
    const { expand = [] } = paramsOf(request, ExpandParams);
    checkExpand(expand, 'refund', { caller: callerOf(request) });
    const tenant = tenantOf(request);
    const { object: charge } = await this.reader.find(tenant, chargeKind, chargeId);
    const refund = renderRefund(charge, refundId);
    if (refund === undefined) throw new ApiException(resourceMissing('refund', refundId));
    return ok(await this.expander.expand(tenant, 'refund', refund, expand));
  }
}
