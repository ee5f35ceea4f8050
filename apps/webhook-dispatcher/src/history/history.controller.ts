import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { WebhookQueries } from '@ledgerway/contracts';
import { DeliveryHistory } from './delivery-history.js';

type Ask<P extends keyof WebhookQueries> = WebhookQueries[P]['ask'];

@Controller()
export class HistoryController {
  constructor(private readonly history: DeliveryHistory) {}

  @MessagePattern('webhooks.deliveries' satisfies keyof WebhookQueries)
  page(@Payload() ask: Ask<'webhooks.deliveries'>) {
    return this.history.page(ask);
  }

  @MessagePattern('webhooks.delivery' satisfies keyof WebhookQueries)
  one(@Payload() ask: Ask<'webhooks.delivery'>) {
    return this.history.one(ask);
  }
}
