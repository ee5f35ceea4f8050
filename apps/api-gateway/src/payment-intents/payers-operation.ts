import { deriveCommandId, type Tenant } from '@ledgerway/contracts';
import { Operation } from '../idempotency/operation.js';

/**
 * What a payer does on a page, where there is no idempotency key: `parts` say what, so that a form
 * that is sent twice is one command. It happens now, in the time of the account.
 */
export class PayersOperation extends Operation {
  constructor(
    { merchantId: scope, livemode }: Tenant,
    private readonly parts: readonly string[],
    nowMs: number,
  ) {
    super({ scope, livemode }, parts.join(' '), '', nowMs, { id: null, idempotencyKey: null });
  }

  override commandId(step?: string): string {
    return deriveCommandId('payer', ...this.parts, ...(step === undefined ? [] : [step]));
  }
}
