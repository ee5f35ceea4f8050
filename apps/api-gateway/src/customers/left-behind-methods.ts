// What a deleted customer leaves behind: payment methods in streams of their own.
import type { Tenant } from '@ledgerway/contracts';
import type { Logger } from '@ledgerway/platform';
import type { Operation } from '../idempotency/operation.js';
import type { MethodCommands } from '../payment-methods/method-commands.js';
import { isSource } from '../payment-methods/payment-methods.js';
import type { ReportingClient } from '../queries/query-client.js';
import type { SeenPositions } from '../queries/seen-positions.js';

const pageSize = 100;
/** More methods than this are left to the next time the customer is deleted. */
const maxPages = 10;

export class LeftBehindMethods {
  constructor(
    private readonly reporting: ReportingClient,
    private readonly seen: SeenPositions,
    private readonly methods: MethodCommands,
    private readonly log: Pick<Logger, 'warn'>,
  ) {}

  /** Never fails: the customer is deleted already, and deleting it again tries this again. */
  async detach(tenant: Tenant, operation: Operation, customer: string): Promise<void> {
    try {
      for await (const id of this.listed(tenant, customer))
        await this.methods.detach(tenant, operation, id);
    } catch (error) {
      this.log.warn({ err: error, customer }, 'a deleted customer has methods left');
    }
  }

  private async *listed(tenant: Tenant, customer: string): AsyncGenerator<string> {
    let startingAfter: string | undefined;
    for (let pages = 0; pages < maxPages; pages++) {
      const listed = await this.reporting.ask('reporting.payment_methods', {
        ...tenant,
        customer,
        page: { limit: pageSize, ...(startingAfter !== undefined && { startingAfter }) },
        after: this.seen.after(tenant),
      });
      if ('unknownCursor' in listed) return;
      for (const method of listed.data) if (!isSource(method)) yield method.id;
      startingAfter = listed.data.at(-1)?.id;
      if (!listed.hasMore) return;
    }
  }
}
