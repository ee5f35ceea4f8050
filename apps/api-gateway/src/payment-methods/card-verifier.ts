import { declinedCardToApiError, type Tenant } from '@ledgerway/contracts';
import type { CardSnapshot } from '@ledgerway/domain';
import { ApiException, unavailable } from '../edge/answer.js';
import type { PaymentsClient } from '../queries/query-client.js';

/** Asks the issuer of a card before the card is kept for later. */
export class CardVerifier {
  constructor(private readonly payments: PaymentsClient) {}

  /** Refuses (402) a card that its issuer declines; 503 while nobody knows. */
  async verify(tenant: Tenant, card: CardSnapshot): Promise<void> {
    const verification = await this.payments.ask('payments.verify_card', { ...tenant, card });
    if (verification.kind === 'declined')
      throw new ApiException(declinedCardToApiError(verification.decline));
    if (verification.kind === 'unknown')
      throw unavailable('The card could not be verified right now. Please try again.');
  }
}
