// The way of a card number through the gateway: checked, sealed, handed to the vault. The security
// code ends here: its shape is looked at, and that one was given is all that goes on.
import {
  billingOf,
  readCard,
  sandboxCardByNumber,
  type CardParams,
  type CardSecret,
  type Core,
  type Tenant,
  type VaultQueries,
} from '@ledgerway/contracts';
import type { BillingDetails } from '@ledgerway/domain';
import type { Clock, Seal } from '@ledgerway/platform';
import { ApiException } from '../edge/answer.js';
import type { VaultClient } from '../queries/query-client.js';
import { liveTestCard } from './card-errors.js';

export type CheckedCard = {
  readonly secret: CardSecret;
  readonly billing: BillingDetails;
  readonly cvcGiven: boolean;
};

type Origin = { readonly clientIp: string | null; readonly createdAtMs: number };

export class CardIntake {
  constructor(
    private readonly vault: VaultClient,
    /** Only the vault opens what this seals. */
    private readonly seal: Seal,
    private readonly clock: Clock,
  ) {}

  /** Refuses (402) a card that cannot be one, has expired, or is a test card in live mode. */
  check(tenant: Tenant, params: CardParams): CheckedCard {
    const read = readCard(params, new Date(this.clock.now()));
    if ('error' in read) throw new ApiException(read.error);
    const { secret } = read;
    if (tenant.livemode && sandboxCardByNumber(secret.number) !== undefined)
      throw new ApiException(liveTestCard());
    return { secret, billing: billingOf(params), cvcGiven: params.cvc !== undefined };
  }

  /** Stores the card. Called again with the same operation, it finds what it stored. */
  store(
    tenant: Tenant,
    operationKey: Core,
    purpose: VaultQueries['vault.tokenize']['ask']['purpose'],
    { secret, billing, cvcGiven }: CheckedCard,
    origin: Origin = { clientIp: null, createdAtMs: this.clock.now() },
  ) {
    const sealedCard = this.seal.seal(JSON.stringify(secret), operationKey).toString('base64');
    const card = { operationKey, purpose, sealedCard, billing, cvcGiven };
    return this.vault.ask('vault.tokenize', { ...tenant, ...card, ...origin });
  }
}
