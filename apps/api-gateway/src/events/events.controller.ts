import { Controller, Get, Param, Req } from '@nestjs/common';
import {
  ExpandParams,
  ListEventsParams,
  pageOf,
  resourceMissing,
  type PublicEventJson,
} from '@ledgerway/contracts';
import { Needs } from '../auth/permissions.js';
import { ApiException, ok } from '../edge/answer.js';
import { tenantOf, type ApiRequest } from '../edge/caller.js';
import { listAnswer } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { WebhooksClient } from '../queries/query-client.js';
import { SeenPositions } from '../queries/seen-positions.js';

@Controller('v1/events')
export class EventsController {
  constructor(
    private readonly webhooks: WebhooksClient,
    private readonly seen: SeenPositions,
  ) {}

  @Get(':id')
  @Needs('event')
  async retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    checkNothingExpanded(paramsOf(request, ExpandParams).expand);
    const tenant = tenantOf(request);
    const after = this.seen.after(tenant);
    const event = await this.webhooks.ask('webhooks.event', { ...tenant, id, after });
    if (event === null) throw new ApiException(resourceMissing('event', id));
    return ok(asOfNow(event));
  }

  @Get()
  @Needs('event')
  async list(@Req() request: ApiRequest) {
    const params = paramsOf(request, ListEventsParams);
    checkNothingExpanded(params.expand);
    const tenant = tenantOf(request);
    const page = pageOf(params);
    const types = params.type === undefined ? params.types : [params.type];
    const listed = await this.webhooks.ask('webhooks.events', {
      ...tenant,
      page,
      after: this.seen.after(tenant),
      ...(types !== undefined && types.length > 0 && { types }),
      ...(params.delivery_success !== undefined && { deliverySuccess: params.delivery_success }),
    });
    return listAnswer(listed, { url: '/v1/events', kind: 'event', page }, asOfNow);
  }
}

/** The event as it was frozen; only how many webhooks still wait is of now. */
const asOfNow = ({ body, pendingWebhooks }: PublicEventJson) => ({
  ...(JSON.parse(body) as object),
  pending_webhooks: pendingWebhooks,
});
