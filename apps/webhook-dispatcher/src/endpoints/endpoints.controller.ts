import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { WebhookQueries } from '@ledgerway/contracts';
import { EndpointList } from './endpoint-list.js';
import { Endpoints } from './endpoints.js';
import { SecretRolls } from './secret-rolls.js';

type Ask<P extends keyof WebhookQueries> = WebhookQueries[P]['ask'];

@Controller()
export class EndpointsController {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly list: EndpointList,
    private readonly rolls: SecretRolls,
  ) {}

  @MessagePattern('webhooks.endpoint.create' satisfies keyof WebhookQueries)
  create(@Payload() ask: Ask<'webhooks.endpoint.create'>) {
    return this.endpoints.create(ask);
  }

  @MessagePattern('webhooks.endpoint.update' satisfies keyof WebhookQueries)
  update(@Payload() ask: Ask<'webhooks.endpoint.update'>) {
    return this.endpoints.update(ask);
  }

  @MessagePattern('webhooks.endpoint.roll_secret' satisfies keyof WebhookQueries)
  rollSecret(@Payload() ask: Ask<'webhooks.endpoint.roll_secret'>) {
    return this.rolls.roll(ask);
  }

  @MessagePattern('webhooks.endpoint.delete' satisfies keyof WebhookQueries)
  delete(@Payload() ask: Ask<'webhooks.endpoint.delete'>) {
    return this.endpoints.delete(ask);
  }

  @MessagePattern('webhooks.endpoint' satisfies keyof WebhookQueries)
  one(@Payload() ask: Ask<'webhooks.endpoint'>) {
    return this.list.one(ask);
  }

  @MessagePattern('webhooks.endpoints' satisfies keyof WebhookQueries)
  page(@Payload() ask: Ask<'webhooks.endpoints'>) {
    return this.list.page(ask);
  }
}
