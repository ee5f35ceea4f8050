import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { PaymentsQueries } from '@ledgerway/contracts';
import { ChargeQueries } from './charge-queries.js';

@Controller()
export class QueriesController {
  constructor(private readonly queries: ChargeQueries) {}

  @MessagePattern('payments.charge' satisfies keyof PaymentsQueries)
  charge(@Payload() ask: PaymentsQueries['payments.charge']['ask']) {
    return this.queries.charge(ask);
  }

  @MessagePattern('payments.event_records' satisfies keyof PaymentsQueries)
  eventRecords(@Payload() ask: PaymentsQueries['payments.event_records']['ask']) {
    return this.queries.eventRecords(ask);
  }
}
