import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { PaymentsQueries } from '@ledgerway/contracts';
import type { AcquirerConnector, SandboxFaults, SandboxSettlements } from '@ledgerway/connectors';
import { Feed } from '../feed/feed.js';
import { Housekeeping } from '../partitions/housekeeping.js';
import { StreamQueries } from './stream-queries.js';

/** Where Nest finds the acquirer. */
export const acquirerConnector = Symbol('acquirer connector');
/** Where Nest finds what makes the sandbox acquirer misbehave. */
export const sandboxTestbench = Symbol('sandbox testbench');

/** What tests may do to the sandbox acquirer. */
export type SandboxTestbench = {
  readonly faults: SandboxFaults;
  readonly settlements: SandboxSettlements;
  /** False if the acquirer knows no refund of this intent that could still fail. */
  failRefund(refundIntentId: string): Promise<boolean>;
};

const verifyDeadlineMs = 5_000;

@Controller()
export class QueriesController {
  constructor(
    private readonly queries: StreamQueries,
    private readonly housekeeping: Housekeeping,
    private readonly feed: Feed,
    @Inject(acquirerConnector) private readonly connector: AcquirerConnector,
    @Inject(sandboxTestbench) private readonly testbench: SandboxTestbench,
  ) {}

  @MessagePattern('payments.state' satisfies keyof PaymentsQueries)
  state(@Payload() ask: PaymentsQueries['payments.state']['ask']) {
    return this.queries.state(ask);
  }

  @MessagePattern('payments.any_state' satisfies keyof PaymentsQueries)
  anyState(@Payload() ask: PaymentsQueries['payments.any_state']['ask']) {
    return this.queries.anyState(ask);
  }

  @MessagePattern('payments.event_records' satisfies keyof PaymentsQueries)
  eventRecords(@Payload() ask: PaymentsQueries['payments.event_records']['ask']) {
    return this.queries.eventRecords(ask);
  }

  @MessagePattern('payments.verify_card' satisfies keyof PaymentsQueries)
  verifyCard(
    @Payload() { merchantId, livemode, card }: PaymentsQueries['payments.verify_card']['ask'],
  ) {
    return this.connector.verify({ merchantId, livemode, card }, verifyDeadlineMs);
  }

  @MessagePattern('payments.set_clock' satisfies keyof PaymentsQueries)
  async setClock(
    @Payload() { merchantId, offsetMs }: PaymentsQueries['payments.set_clock']['ask'],
  ) {
    await this.housekeeping.setClock(merchantId, offsetMs);
    return this.housekeeping.positions();
  }

  @MessagePattern('payments.funds_ready' satisfies keyof PaymentsQueries)
  async fundsReady(
    @Payload() { merchantId, livemode }: PaymentsQueries['payments.funds_ready']['ask'],
  ) {
    await this.feed.ready({ merchantId, livemode });
    return null;
  }

  @MessagePattern('payments.acquirer_fault' satisfies keyof PaymentsQueries)
  async acquirerFault(@Payload() ask: PaymentsQueries['payments.acquirer_fault']['ask']) {
    const { merchantId, livemode, fail, latencyMs, count } = ask;
    await this.testbench.faults.program({ merchantId, livemode }, { fail, latencyMs, count });
    return null;
  }

  @MessagePattern('payments.settle' satisfies keyof PaymentsQueries)
  async settle(
    @Payload() { currency, fault }: PaymentsQueries['payments.settle']['ask'],
  ): Promise<PaymentsQueries['payments.settle']['answer']> {
    const order = { livemode: false, currency, fault };
    return (await this.testbench.settlements.settle(order)) ?? null;
  }

  @MessagePattern('payments.fail_refund' satisfies keyof PaymentsQueries)
  failRefund(@Payload() { refundId }: PaymentsQueries['payments.fail_refund']['ask']) {
    return this.testbench.failRefund(refundId);
  }
}
