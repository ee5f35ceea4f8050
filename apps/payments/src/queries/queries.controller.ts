import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { PaymentsQueries } from '@ledgerway/contracts';
import type { SandboxFaults } from '@ledgerway/connectors';
import { ChargeQueries } from './charge-queries.js';

/** Where the faults of the sandbox acquirer are found by Nest. */
export const sandboxFaults = Symbol('sandbox faults');

@Controller()
export class QueriesController {
  constructor(
    private readonly queries: ChargeQueries,
    @Inject(sandboxFaults) private readonly faults: SandboxFaults,
  ) {}

  @MessagePattern('payments.charge' satisfies keyof PaymentsQueries)
  charge(@Payload() ask: PaymentsQueries['payments.charge']['ask']) {
    return this.queries.charge(ask);
  }

  @MessagePattern('payments.event_records' satisfies keyof PaymentsQueries)
  eventRecords(@Payload() ask: PaymentsQueries['payments.event_records']['ask']) {
    return this.queries.eventRecords(ask);
  }

  @MessagePattern('payments.acquirer_fault' satisfies keyof PaymentsQueries)
  async acquirerFault(@Payload() ask: PaymentsQueries['payments.acquirer_fault']['ask']) {
    const { merchantId, livemode, fail, latencyMs, count } = ask;
    await this.faults.program({ merchantId, livemode }, { fail, latencyMs, count });
    return null;
  }
}
