import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { WebhookQueries } from '@ledgerway/contracts';
import { AccountClocks } from '@ledgerway/platform';

type Query = WebhookQueries['webhooks.set_clock'];

@Controller()
export class ClocksController {
  constructor(private readonly clocks: AccountClocks) {}

  /** Retries that fall due by it are found by the next look at what is due. */
  @MessagePattern('webhooks.set_clock' satisfies keyof WebhookQueries)
  async set(@Payload() { merchantId, offsetMs }: Query['ask']): Promise<Query['answer']> {
    await this.clocks.set(merchantId, offsetMs);
    return null;
  }
}
