// How tokens are made: of a card by its number, of a card that a customer has, or of no card.
import {
  renderToken,
  type CreateTokenParams,
  type Tenant,
  type TokenJson,
} from '@ledgerway/contracts';
import { ok, type Answer } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import type { VaultClient } from '../queries/query-client.js';
import type { CardIntake } from './card-intake.js';
import type { StoredCards } from './stored-cards.js';

/** Makes the token of an operation. What could be refused was refused before. */
export type MakeToken = (operation: Operation) => Promise<Answer>;

export class TokenOperations {
  constructor(
    private readonly vault: VaultClient,
    private readonly intake: CardIntake,
    private readonly stored: StoredCards,
  ) {}

  /** Refuses (402) a card that cannot be one, before anything is stored. */
  create(tenant: Tenant, params: CreateTokenParams, clientIp: string): MakeToken {
    const { card, customer = '', cvc_update: cvcUpdate } = params;
    if (card === undefined) {
      const type = cvcUpdate === undefined ? 'pii' : 'cvc_update';
      const nothing = { type, card: null, billing: null, cvcGiven: type === 'cvc_update' } as const;
      return (operation) => this.createOf(tenant, operation, nothing, clientIp);
    }
    if (typeof card === 'string')
      return async (operation) => {
        const { card: snapshot, billing } = await this.stored.find(tenant, customer, card);
        const known = { type: 'card', card: snapshot, billing, cvcGiven: false } as const;
        return this.createOf(tenant, operation, known, clientIp);
      };
    const checked = this.intake.check(tenant, card);
    return async (operation) => {
      const origin = { clientIp, createdAtMs: operation.createdAtMs };
      const key = operation.core();
      const { token } = await this.intake.store(tenant, key, 'token', checked, origin);
      if (token === null) throw new Error('the vault made no token');
      return ok(renderToken(token));
    };
  }

  private async createOf(
    tenant: Tenant,
    operation: Operation,
    made: Pick<TokenJson, 'type' | 'card' | 'billing' | 'cvcGiven'>,
    clientIp: string,
  ): Promise<Answer> {
    const { createdAtMs } = operation;
    const origin = { operationKey: operation.core(), clientIp, createdAtMs };
    return ok(
      renderToken(await this.vault.ask('vault.create_token', { ...tenant, ...made, ...origin })),
    );
  }
}
