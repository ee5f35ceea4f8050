import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import {
  CaptureChargeParams,
  chargeFromJson,
  CreateChargeParams,
  ExpandParams,
  ListChargesParams,
  pageOf,
  UpdateChargeParams,
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
import { chargeKind } from '../streams/kinds.js';
import { StreamReader } from '../streams/stream-reader.js';
import { Charges } from './charges.js';

@Controller('v1/charges')
export class ChargesController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly charges: Charges,
    private readonly reader: StreamReader,
    private readonly reporting: ReportingClient,
    private readonly seen: SeenPositions,
    private readonly expander: Expander,
  ) {}

  @Post()
  @Needs('charge')
  create(@Req() request: ApiRequest) {
    const params = paramsOf(request, CreateChargeParams);
    checkExpand(params.expand, 'charge', { caller: callerOf(request) });
    const tenant = tenantOf(request);
    return this.posts.run(request, (operation) => this.charges.create(tenant, operation, params));
  }

  @Post(':id/capture')
  @Needs('charge')
  capture(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, CaptureChargeParams);
    checkExpand(params.expand, 'charge', { caller: callerOf(request) });
    const tenant = tenantOf(request);
    return this.posts.run(request, (operation) =>
      this.charges.capture(tenant, operation, id, params),
    );
  }

  @Post(':id')
  @Needs('charge')
  update(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, UpdateChargeParams);
    checkExpand(params.expand, 'charge', { caller: callerOf(request) });
    const tenant = tenantOf(request);
    return this.posts.run(request, (operation) =>
      this.charges.update(tenant, operation, id, params),
    );
  }

  @Get(':id')
  @Needs('charge')
  async retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    const { expand = [] } = paramsOf(request, ExpandParams);
    checkExpand(expand, 'charge', { caller: callerOf(request) });
    const tenant = tenantOf(request);
    const { object } = await this.reader.find(tenant, chargeKind, id);
    return ok(await this.expander.charge(tenant, object, expand));
  }

  @Get()
  @Needs('charge')
  async list(@Req() request: ApiRequest) {
    const params = paramsOf(request, ListChargesParams);
    checkExpand(params.expand, 'charge', { inList: true, caller: callerOf(request) });
    const tenant = tenantOf(request);
    const page = pageOf(params);
    const listed = await this.reporting.ask('reporting.charges', {
      ...tenant,
      page,
      after: this.seen.after(tenant),
      ...(params.customer !== undefined && { customer: params.customer }),
      ...(params.payment_intent !== undefined && { paymentIntent: params.payment_intent }),
      ...(params.transfer_group !== undefined && { transferGroup: params.transfer_group }),
    });
    const expand = pathsBelowData(params.expand);
    return listAnswer(listed, { url: '/v1/charges', kind: 'charge', page }, (json) =>
      this.expander.charge(tenant, chargeFromJson(json), expand),
    );
  }
}
