import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { WebhookQueries } from '@ledgerway/contracts';
import { EventList } from './event-list.js';

@Controller()
export class EventsController {
  constructor(private readonly list: EventList) {}

  @MessagePattern('webhooks.event' satisfies keyof WebhookQueries)
  one(@Payload() ask: WebhookQueries['webhooks.event']['ask']) {
    return this.list.one(ask);
  }

  @MessagePattern('webhooks.events' satisfies keyof WebhookQueries)
  page(@Payload() ask: WebhookQueries['webhooks.events']['ask']) {
    return this.list.page(ask);
  }
}
