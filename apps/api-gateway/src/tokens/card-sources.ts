// Which card a source stands for: a test card by its well-known name, a token made here, or a
// number that came with the request.
import {
  parseId,
  sandboxCard,
  type CardParams,
  type Core,
  type Tenant,
} from '@ledgerway/contracts';
import type { BillingDetails, CardSnapshot } from '@ledgerway/domain';
import { ApiException } from '../edge/answer.js';
import type { VaultClient } from '../queries/query-client.js';
import { alreadyUsed, missingSource } from './card-errors.js';
import type { CardIntake } from './card-intake.js';

/** A card, and who pays with it as far as that was given with it. */
export type PayersCard = { readonly card: CardSnapshot; readonly billing: BillingDetails | null };

export class CardSources {
  constructor(
    private readonly vault: VaultClient,
    private readonly intake: CardIntake,
  ) {}

  /** Spends a token on this charge. Refuses (400) what is unknown, spent, or of the other mode. */
  cardFor(tenant: Tenant, source: string, chargeId: string): Promise<CardSnapshot> {
    return this.cardFromToken(tenant, source, chargeId);
  }

  /**
   * The card of a token or of a well-known name (`tok_visa`, `pm_card_visa`).
   *
   * @param spentBy what the token is spent on; for the same one it may be asked again
   * @param param the parameter that a refusal (400) names
   */
  async cardFromToken(
    tenant: Tenant,
    token: string,
    spentBy: string,
    param = 'source',
  ): Promise<CardSnapshot> {
    return (await this.payersCardFromToken(tenant, token, spentBy, param)).card;
  }

  /** As `cardFromToken`, with the name and address that the token was made with. */
  async payersCardFromToken(
    tenant: Tenant,
    token: string,
    spentBy: string,
    param = 'source',
  ): Promise<PayersCard> {
    const testCard = sandboxCard(token);
    if (testCard !== undefined && !tenant.livemode) return { card: testCard, billing: null };
    const missing = (inOtherMode: boolean) =>
      new ApiException(missingSource(tenant, token, param, inOtherMode));
    if (testCard !== undefined) throw missing(true);
    if (parseId(token)?.prefix !== 'tok') throw missing(false);
    const spent = await this.vault.ask('vault.spend_token', { ...tenant, id: token, spentBy });
    if (!('refused' in spent)) return spent;
    if (spent.refused === 'unknown') throw missing(spent.otherMode);
    throw new ApiException(alreadyUsed(token, param));
  }

  /**
   * Stores a card that came as a number. Refuses (402) one that cannot be a card.
   *
   * @param operationKey `operation.core()`: the same operation finds its card again
   */
  async cardFromNumber(
    tenant: Tenant,
    operationKey: Core,
    params: CardParams,
  ): Promise<CardSnapshot> {
    const checked = this.intake.check(tenant, params);
    return (await this.intake.store(tenant, operationKey, 'payment_method', checked)).card;
  }
}
