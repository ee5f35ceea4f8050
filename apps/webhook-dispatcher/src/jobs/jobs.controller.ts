import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { WebhookQueries } from '@ledgerway/contracts';
import { Jobs } from './jobs.js';
import { Resends } from './resends.js';

type Ask<P extends keyof WebhookQueries> = WebhookQueries[P]['ask'];

@Controller()
export class JobsController {
  constructor(
    private readonly jobs: Jobs,
    private readonly resends: Resends,
  ) {}

  @MessagePattern('webhooks.event.resend' satisfies keyof WebhookQueries)
  resend(@Payload() ask: Ask<'webhooks.event.resend'>) {
    return this.resends.resend(ask);
  }

  @MessagePattern('webhooks.endpoint.test' satisfies keyof WebhookQueries)
  test(@Payload() ask: Ask<'webhooks.endpoint.test'>) {
    return this.resends.test(ask);
  }

  @MessagePattern('webhooks.job.create' satisfies keyof WebhookQueries)
  create(@Payload() ask: Ask<'webhooks.job.create'>) {
    return this.jobs.create(ask);
  }

  @MessagePattern('webhooks.job' satisfies keyof WebhookQueries)
  one(@Payload() ask: Ask<'webhooks.job'>) {
    return this.jobs.one(ask);
  }

  @MessagePattern('webhooks.job.cancel' satisfies keyof WebhookQueries)
  cancel(@Payload() ask: Ask<'webhooks.job.cancel'>) {
    return this.jobs.cancel(ask);
  }
}
