import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import {
  ExpandParams,
  RedeliverEventsParams,
  ResendEventParams,
  TestWebhookEndpointParams,
  type WebhookJobKind,
} from '@ledgerway/contracts';
import { Needs } from '../auth/permissions.js';
import { tenantOf, type ApiRequest } from '../edge/caller.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { Redeliveries } from './redeliveries.js';

@Controller('v1')
export class RedeliveriesController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly redeliveries: Redeliveries,
  ) {}

  @Post('events/:id/resend')
  @Needs('webhook')
  resend(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, ResendEventParams);
    checkNothingExpanded(params.expand);
    const tenant = tenantOf(request);
    return this.posts.run(request, () => this.redeliveries.resend(tenant, id, params));
  }

  @Post('webhook_endpoints/:id/test')
  @Needs('webhook')
  test(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, TestWebhookEndpointParams);
    checkNothingExpanded(params.expand);
    const tenant = tenantOf(request);
    return this.posts.run(request, (operation) =>
      this.redeliveries.test(tenant, id, operation, params),
    );
  }

  @Post('webhook_endpoints/:id/recover')
  @Needs('webhook')
  recover(@Req() request: ApiRequest, @Param('id') id: string) {
    return this.startJob(request, 'recover', id);
  }

  @Post('webhook_endpoints/:id/replay')
  @Needs('webhook')
  replay(@Req() request: ApiRequest, @Param('id') id: string) {
    return this.startJob(request, 'replay', id);
  }

  @Get('webhook_jobs/:id')
  @Needs('webhook')
  job(@Req() request: ApiRequest, @Param('id') id: string) {
    checkNothingExpanded(paramsOf(request, ExpandParams).expand);
    return this.redeliveries.job(tenantOf(request), id);
  }

  @Post('webhook_jobs/:id/cancel')
  @Needs('webhook')
  cancelJob(@Req() request: ApiRequest, @Param('id') id: string) {
    checkNothingExpanded(paramsOf(request, ExpandParams).expand);
    const tenant = tenantOf(request);
    return this.posts.run(request, () => this.redeliveries.cancelJob(tenant, id));
  }

  private startJob(request: ApiRequest, kind: WebhookJobKind, endpointId: string) {
    const params = paramsOf(request, RedeliverEventsParams);
    checkNothingExpanded(params.expand);
    const tenant = tenantOf(request);
    return this.posts.run(request, (operation) =>
      this.redeliveries.startJob(tenant, { kind, endpointId }, operation, params),
    );
  }
}
