import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { topics } from '@ledgerway/contracts';
import type { RecordBatch } from '@ledgerway/messaging';
import { Projection } from './projection.js';

/** Hands what the events topic delivers to the projection. */
@Controller()
export class EventsController {
  constructor(@Inject(Projection) private readonly projection: Projection) {}

  @EventPattern(topics.events)
  events(@Payload() batch: RecordBatch): Promise<void> {
    return this.projection.handle(batch);
  }
}
