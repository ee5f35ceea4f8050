// Payment methods as they are made: of a card's fields or its token, of a well-known test card, or
// of nothing more than a type.
import {
  billingOf,
  sandboxCard,
  type PaymentMethodDataParams,
  type Tenant,
} from '@ledgerway/contracts';
import type { PaymentMethod } from '@ledgerway/domain';
import type { Operation } from '../idempotency/operation.js';
import type { CardSources, PayersCard } from '../tokens/card-sources.js';
import { billingChanges, noBilling } from './billing.js';
import { isTestMethod } from './test-methods.js';

/** What `POST /v1/payment_methods` and `payment_method_data` have in common. */
export type MethodData = Pick<
  PaymentMethodDataParams,
  'type' | 'card' | 'billing_details' | 'metadata'
>;

export class NewMethods {
  constructor(private readonly cards: CardSources) {}

  /**
   * The method `id`, not kept anywhere yet. Refuses (402) what cannot be a card, and (400) a token
   * that is unknown or was used.
   *
   * @param cardParam how the request spells the card, such as `payment_method_data[card]`
   */
  async fromData(
    tenant: Tenant,
    operation: Operation,
    id: string,
    data: MethodData,
    cardParam: string,
  ): Promise<PaymentMethod> {
    const payers = await this.cardOf(tenant, operation, id, data, cardParam);
    const billing = { ...(payers?.billing ?? noBilling), ...billingChanges(data.billing_details) };
    return {
      ...newMethod(tenant, id, operation.createdAtMs),
      type: data.type,
      billing,
      card: payers?.card ?? null,
      metadata: data.metadata ?? {},
    };
  }

  /** Throws unless it is test mode and `name` is a test method's (`pm_card_visa`). */
  ofTestCard(tenant: Tenant, operation: Operation, id: string, name: string): PaymentMethod {
    const card = isTestMethod(tenant, name) ? sandboxCard(name) : undefined;
    if (card === undefined) throw new Error(`No test method ${name}`);
    return { ...newMethod(tenant, id, operation.createdAtMs), card };
  }

  private async cardOf(
    tenant: Tenant,
    operation: Operation,
    id: string,
    { type, card }: MethodData,
    cardParam: string,
  ): Promise<PayersCard | undefined> {
    if (type !== 'card' || card === undefined) return undefined;
    if ('token' in card)
      return this.cards.payersCardFromToken(tenant, card.token, id, `${cardParam}[token]`);
    const snapshot = await this.cards.cardFromNumber(tenant, operation.core(), card);
    return { card: snapshot, billing: billingOf(card) };
  }
}

/** A card's method without its card. */
export const newMethod = (
  { merchantId, livemode }: Tenant,
  id: string,
  createdAt: number,
): PaymentMethod => ({
  id,
  type: 'card',
  card: null,
  billing: noBilling,
  customer: null,
  setUp: false,
  merchantId,
  livemode,
  metadata: {},
  createdAt,
  usedBy: null,
  detachedAt: null,
});
