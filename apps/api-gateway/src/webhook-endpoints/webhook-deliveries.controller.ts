import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import {
  ExpandParams,
  ListWebhookDeliveriesParams,
  pageOf,
  renderWebhookAttempt,
  renderWebhookDelivery,
  resourceMissing,
  type PublicWebhookDelivery,
  type WebhookQueries,
} from '@ledgerway/contracts';
import { Needs } from '../auth/permissions.js';
import { ApiException, ok } from '../edge/answer.js';
import { tenantOf, type ApiRequest } from '../edge/caller.js';
import { listAnswer } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { WebhooksClient } from '../queries/query-client.js';
import { unlessRefused } from './webhook-refusals.js';

type Owner = WebhookQueries['webhooks.deliveries']['ask']['of'];

@Controller('v1')
export class WebhookDeliveriesController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly webhooks: WebhooksClient,
  ) {}

  @Get('webhook_endpoints/:id/deliveries')
  @Needs('webhook')
  ofEndpoint(@Req() request: ApiRequest, @Param('id') id: string) {
    const url = `/v1/webhook_endpoints/${id}/deliveries`;
    return this.list(request, { endpointId: id }, url, resourceMissing('webhook endpoint', id));
  }

  @Get('events/:id/deliveries')
  @Needs('webhook')
  ofEvent(@Req() request: ApiRequest, @Param('id') id: string) {
    const url = `/v1/events/${id}/deliveries`;
    return this.list(request, { eventId: id }, url, resourceMissing('event', id));
  }

  @Get('webhook_deliveries/:id')
  @Needs('webhook')
  async retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    checkNothingExpanded(paramsOf(request, ExpandParams).expand);
    const asked = { ...tenantOf(request), id };
    const delivery = await this.webhooks.ask('webhooks.delivery', asked);
    if (delivery === null) throw new ApiException(resourceMissing('webhook delivery', id));
    const attempts = delivery.log.map(renderWebhookAttempt);
    return ok({ ...renderWebhookDelivery(delivery), attempts } satisfies PublicWebhookDelivery);
  }

  /** Gives it up: what is behind it in line goes on. */
  @Post('webhook_deliveries/:id/cancel')
  @Needs('webhook')
  cancel(@Req() request: ApiRequest, @Param('id') id: string) {
    checkNothingExpanded(paramsOf(request, ExpandParams).expand);
    const asked = { ...tenantOf(request), id };
    return this.posts.run(request, async () => {
      const delivery = await this.webhooks.ask('webhooks.delivery.cancel', asked);
      if (delivery === null) throw new ApiException(resourceMissing('webhook delivery', id));
      return ok(renderWebhookDelivery(unlessRefused(delivery)));
    });
  }

  private async list(
    request: ApiRequest,
    of: Owner,
    url: string,
    missing: ReturnType<typeof resourceMissing>,
  ) {
    const params = paramsOf(request, ListWebhookDeliveriesParams);
    checkNothingExpanded(params.expand);
    const page = pageOf(params);
    const listed = await this.webhooks.ask('webhooks.deliveries', {
      ...{ ...tenantOf(request), of, page },
      ...(params.status !== undefined && { status: params.status }),
    });
    if (listed === null) throw new ApiException(missing);
    return listAnswer(listed, { url, kind: 'webhook delivery', page }, renderWebhookDelivery);
  }
}
