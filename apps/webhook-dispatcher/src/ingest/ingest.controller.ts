import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { topics } from '@ledgerway/contracts';
import type { RecordBatch } from '@ledgerway/messaging';
import { Ingest } from './ingest.js';

@Controller()
export class IngestController {
  constructor(private readonly ingest: Ingest) {}

  @EventPattern(topics.events)
  handle(@Payload() batch: RecordBatch): Promise<void> {
    return this.ingest.handle(batch);
  }
}
