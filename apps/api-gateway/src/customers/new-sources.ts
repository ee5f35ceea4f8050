// The cards that customers get in the older way. Each is verified before anything is made of it.
import {
  billingOf,
  deriveSuffix,
  idOf,
  parseId,
  type CreateCustomerParams,
  type Tenant,
} from '@ledgerway/contracts';
import type { PaymentMethod } from '@ledgerway/domain';
import type { Operation } from '../idempotency/operation.js';
import { noBilling } from '../payment-methods/billing.js';
import type { CardVerifier } from '../payment-methods/card-verifier.js';
import { newMethod } from '../payment-methods/new-methods.js';
import type { CardSources, PayersCard } from '../tokens/card-sources.js';

/** A token, a test card's name, or a card by its fields. */
export type NamedSource = NonNullable<CreateCustomerParams['source']>;

export class NewSources {
  constructor(
    private readonly cards: CardSources,
    private readonly verifier: CardVerifier,
  ) {}

  /**
   * A card of the customer, not kept yet: `card_<customer core><suffix>`. Refuses (400) a token that
   * is unknown or was used, and (402) a card that cannot be one, or that its issuer declines.
   */
  async make(
    tenant: Tenant,
    operation: Operation,
    customer: string,
    named: NamedSource,
    metadata: Readonly<Record<string, string>> = {},
  ): Promise<PaymentMethod> {
    const parsed = parseId(customer);
    if (parsed === undefined) throw new Error(`Not the id of a customer: ${customer}`);
    const id = idOf('card', parsed.core, deriveSuffix(operation.commandId(), 'source'));
    const { card, billing } = await this.cardOf(tenant, operation, id, named);
    await this.verifier.verify(tenant, card);
    return {
      ...newMethod(tenant, id, operation.createdAtMs),
      card: { ...card, id },
      billing: billing ?? noBilling,
      customer,
      metadata,
    };
  }

  private async cardOf(
    tenant: Tenant,
    operation: Operation,
    id: string,
    named: NamedSource,
  ): Promise<PayersCard> {
    if (typeof named === 'string')
      return this.cards.payersCardFromToken(tenant, named, id, 'source');
    const card = await this.cards.cardFromNumber(tenant, operation.core(), named);
    return { card, billing: billingOf(named) };
  }
}
