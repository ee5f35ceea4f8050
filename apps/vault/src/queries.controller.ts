// What the other services ask. Where a number crosses, it is sealed (libs/contracts, queries/vault).
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { VaultQueries } from '@ledgerway/contracts';
import { Cards } from './cards/cards.js';
import { Rotation } from './keys/rotation.js';
import { Tokens } from './tokens/tokens.js';

type Pattern = keyof VaultQueries;
type Ask<P extends Pattern> = VaultQueries[P]['ask'];
type Answer<P extends Pattern> = Promise<VaultQueries[P]['answer']>;

/** A pattern that is not in the contract does not compile. */
const Answers = (pattern: Pattern) => MessagePattern(pattern);

@Controller()
export class QueriesController {
  constructor(
    private readonly cards: Cards,
    private readonly tokens: Tokens,
    private readonly rotation: Rotation,
  ) {}

  @Answers('vault.tokenize')
  async tokenize(@Payload() ask: Ask<'vault.tokenize'>): Answer<'vault.tokenize'> {
    const card = await this.cards.store({ ...ask, name: ask.billing?.name ?? null });
    if (ask.purpose !== 'token') return { card, token: null };
    const token = await this.tokens.create({ ...ask, type: 'card', card });
    return { card, token };
  }

  @Answers('vault.create_token')
  createToken(@Payload() ask: Ask<'vault.create_token'>): Answer<'vault.create_token'> {
    return this.tokens.create(ask);
  }

  @Answers('vault.token')
  token(@Payload() ask: Ask<'vault.token'>): Answer<'vault.token'> {
    return this.tokens.find(ask);
  }

  @Answers('vault.spend_token')
  spendToken(@Payload() ask: Ask<'vault.spend_token'>): Answer<'vault.spend_token'> {
    return this.tokens.spend(ask);
  }

  @Answers('vault.reveal')
  async reveal(@Payload() { instrument }: Ask<'vault.reveal'>): Answer<'vault.reveal'> {
    const sealedCard = await this.cards.reveal(instrument);
    return sealedCard === null ? null : { sealedCard };
  }

  @Answers('vault.rotate_keys')
  rotateKeys(@Payload() { limit }: Ask<'vault.rotate_keys'>): Answer<'vault.rotate_keys'> {
    return this.rotation.step(limit);
  }
}
