import { Controller, Delete, Get, Param, Post, Req } from '@nestjs/common';
import {
  CreateWebhookEndpointParams,
  ExpandParams,
  ListParams,
  pageOf,
  renderWebhookEndpoint,
  RollWebhookSecretParams,
  UpdateWebhookEndpointParams,
} from '@ledgerway/contracts';
import { Needs } from '../auth/permissions.js';
import { ok } from '../edge/answer.js';
import { tenantOf, type ApiRequest } from '../edge/caller.js';
import { listAnswer } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { WebhooksClient } from '../queries/query-client.js';
import { WebhookEndpoints } from './webhook-endpoints.js';

/** What can be expanded of an endpoint: how it fares. */
const health = 'delivery.health';

@Controller('v1/webhook_endpoints')
export class WebhookEndpointsController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly endpoints: WebhookEndpoints,
    private readonly webhooks: WebhooksClient,
  ) {}

  @Post()
  @Needs('webhook')
  create(@Req() request: ApiRequest) {
    const params = paramsOf(request, CreateWebhookEndpointParams);
    checkNothingExpanded(params.expand);
    const tenant = tenantOf(request);
    return this.posts.runSecret(request, (operation) =>
      this.endpoints.create(tenant, operation, params, request.apiVersion),
    );
  }

  @Post(':id')
  @Needs('webhook')
  update(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, UpdateWebhookEndpointParams);
    checkNothingExpanded(params.expand);
    const tenant = tenantOf(request);
    return this.posts.run(request, () => this.endpoints.update(tenant, id, params));
  }

  @Delete(':id')
  @Needs('webhook')
  remove(@Req() request: ApiRequest, @Param('id') id: string) {
    return this.endpoints.remove(tenantOf(request), id);
  }

  @Get(':id')
  @Needs('webhook')
  async retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    const { expand } = paramsOf(request, ExpandParams);
    checkNothingExpanded(expand.filter((path) => path !== health));
    const found = this.endpoints.find(tenantOf(request), id, expand.includes(health));
    return ok(renderWebhookEndpoint(await found));
  }

  /** The one answer that holds the new secret. */
  @Post(':id/roll_secret')
  @Needs('webhook')
  rollSecret(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, RollWebhookSecretParams);
    checkNothingExpanded(params.expand);
    const tenant = tenantOf(request);
    return this.posts.runSecret(request, (operation) =>
      this.endpoints.rollSecret(tenant, id, operation, params),
    );
  }

  @Get()
  @Needs('webhook')
  async list(@Req() request: ApiRequest) {
    const params = paramsOf(request, ListParams);
    checkNothingExpanded(params.expand);
    const page = pageOf(params);
    const asked = { ...tenantOf(request), page };
    const listed = await this.webhooks.ask('webhooks.endpoints', asked);
    const list = { url: '/v1/webhook_endpoints', kind: 'webhook endpoint', page };
    return listAnswer(listed, list, renderWebhookEndpoint);
  }
}
