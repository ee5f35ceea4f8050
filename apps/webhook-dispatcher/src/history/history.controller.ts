import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { WebhookQueries } from '@ledgerway/contracts';
import { Cancelling } from '../deliveries/cancelling.js';
import { DeliveryHistory } from './delivery-history.js';

type Ask<P extends keyof WebhookQueries> = WebhookQueries[P]['ask'];

@Controller()
export class HistoryController {
  constructor(
    private readonly history: DeliveryHistory,
    private readonly cancelling: Cancelling,
  ) {}

  @MessagePattern('webhooks.deliveries' satisfies keyof WebhookQueries)
  page(@Payload() ask: Ask<'webhooks.deliveries'>) {
    return this.history.page(ask);
  }

  @MessagePattern('webhooks.delivery' satisfies keyof WebhookQueries)
  one(@Payload() ask: Ask<'webhooks.delivery'>) {
    return this.history.one(ask);
  }

  @MessagePattern('webhooks.delivery.cancel' satisfies keyof WebhookQueries)
  cancel(@Payload() ask: Ask<'webhooks.delivery.cancel'>) {
    return this.cancelling.cancel(ask);
  }
}
