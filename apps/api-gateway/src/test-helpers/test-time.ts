// Moves the test mode of an account forward, in every service that has a clock of it.
import { invalidRequest } from '@ledgerway/contracts';
import type { AccountClocks, Clock } from '@ledgerway/platform';
import { ApiException } from '../edge/answer.js';
import type { PaymentsClient, ReportingClient, WebhooksClient } from '../queries/query-client.js';
import type { SeenPositions } from '../queries/seen-positions.js';

/** Ids hold the time in 48 bits. Nobody tests what happens in a century. */
const maxAheadMs = 100 * 366 * 24 * 60 * 60 * 1000;

export type TestTimeOptions = {
  readonly clocks: AccountClocks;
  readonly clock: Clock;
  readonly payments: PaymentsClient;
  readonly reporting: ReportingClient;
  readonly webhooks: WebhooksClient;
  readonly seen: SeenPositions;
};

export class TestTime {
  constructor(private readonly options: TestTimeOptions) {}

  /** What other gateways have set counts here too, before the time is read. */
  refresh(): Promise<void> {
    return this.options.clocks.refresh();
  }

  /** Milliseconds since the epoch, in the account's test mode. */
  now(accountId: string): number {
    return this.options.clocks.now(accountId, false);
  }

  /**
   * Moves the account to that time, and answers when what is due by then is done or under way.
   * Doing it again changes nothing, and an earlier time neither. Refuses (400) what is too far.
   *
   * @param param what a refusal names
   */
  async moveTo(merchantId: string, timeMs: number, param: string): Promise<void> {
    const { clocks, clock, payments, reporting, webhooks, seen } = this.options;
    const offsetMs = Math.max(0, timeMs - clock.now());
    if (offsetMs > maxAheadMs)
      throw new ApiException(invalidRequest('This is too far in the future.', { param }));
    const ask = { merchantId, offsetMs };
    await Promise.all([
      reporting.ask('reporting.set_clock', ask),
      webhooks.ask('webhooks.set_clock', ask),
    ]);
    // What follows in the read side is waited for by whoever looks for it.
    const reached = await payments.ask('payments.set_clock', ask);
    for (const [partition, position] of reached)
      seen.remember({ merchantId, livemode: false }, partition, BigInt(position));
    // Last: idempotency keys age by this clock, and that of this very request is needed until here.
    await clocks.set(merchantId, offsetMs);
  }
}
