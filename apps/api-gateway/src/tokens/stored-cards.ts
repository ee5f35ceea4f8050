// The cards that a customer has, for tokens that stand for one of them.
import { resourceMissing, stateFromJson, type Tenant } from '@ledgerway/contracts';
import type { PaymentMethod } from '@ledgerway/domain';
import { wrongReference } from '../edge/answer.js';
import type { PaymentsClient } from '../queries/query-client.js';

export class StoredCards {
  constructor(private readonly payments: PaymentsClient) {}

  /** Refuses (400) a customer or a card that the tenant does not have. */
  async find(tenant: Tenant, customer: string, card: string): Promise<PaymentMethod> {
    const json = await this.payments.ask('payments.state', { ...tenant, id: customer });
    const state = json && stateFromJson(json);
    const owner = state?.customer;
    if (owner?.id !== customer || owner.deletedAt !== null)
      throw wrongReference(resourceMissing('customer', customer, { param: 'customer' }));
    const stored = state?.paymentMethods.find(({ id }) => id === card);
    if (stored === undefined || stored.card === null || stored.detachedAt !== null)
      throw wrongReference(resourceMissing('source', card, { param: 'card' }));
    return stored;
  }
}
