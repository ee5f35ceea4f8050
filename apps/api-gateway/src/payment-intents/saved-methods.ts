// Methods that are kept with a customer because a payment was made with them.
import type { Tenant } from '@ledgerway/contracts';
import type { PaymentIntent, PaymentIntentDetails, StreamState } from '@ledgerway/domain';
import type { Logger } from '@ledgerway/platform';
import { ApiException } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import type { MethodCommands } from '../payment-methods/method-commands.js';

/** Whether the method of a payment with these terms is kept once it has paid. */
export const isToBeKept = ({ customer, setupFutureUsage }: PaymentIntentDetails): boolean =>
  customer !== null && setupFutureUsage !== null;

export class SavedMethods {
  constructor(
    private readonly methods: MethodCommands,
    private readonly log: Pick<Logger, 'warn'>,
  ) {}

  /**
   * Keeps what the intent was paid with, if its merchant wanted that. The payment stands, whatever
   * becomes of this: a method that somebody else has taken meanwhile is not kept.
   */
  async afterPayment(tenant: Tenant, operation: Operation, { intent }: StreamState): Promise<void> {
    if (intent === null || !isPaid(intent) || !isToBeKept(intent.details)) return;
    const { method, details } = intent;
    if (method?.type !== 'card' || details.customer === null) return;
    const setUp = details.setupFutureUsage === 'off_session';
    if (method.customer === details.customer && (method.setUp || !setUp)) return;
    try {
      await this.methods.attach(tenant, operation, method.id, details.customer, { setUp });
    } catch (error) {
      if (!(error instanceof ApiException) || error.error.status >= 500) throw error;
      this.log.warn({ intent: intent.id, method: method.id }, 'a method that paid was not kept');
    }
  }
}

const isPaid = ({ status }: PaymentIntent) =>
  status === 'succeeded' || status === 'requires_capture';
