// Which card a `source` stands for: a test card by its well-known name, or a token made here.
import {
  invalidRequest,
  parseId,
  resourceMissing,
  sandboxCard,
  type Tenant,
} from '@ledgerway/contracts';
import type { CardSnapshot } from '@ledgerway/domain';
import { ApiException, wrongReference } from '../edge/answer.js';
import type { TokenStore } from './token-store.js';

export class CardSources {
  constructor(private readonly tokens: TokenStore) {}

  /** Spends a token on this charge. Refuses (400) what is unknown, spent, or of the other mode. */
  async cardFor(tenant: Tenant, source: string, chargeId: string): Promise<CardSnapshot> {
    const testCard = sandboxCard(source);
    if (testCard !== undefined && !tenant.livemode) return testCard;
    if (testCard !== undefined) throw missing(source, 'test');
    if (parseId(source)?.prefix !== 'tok') throw missing(source);
    const card = await this.tokens.spend(tenant, source, chargeId);
    if (card !== undefined) return card;
    if ((await this.tokens.find(tenant, source)) !== undefined) throw alreadyUsed(source);
    const other = { ...tenant, livemode: !tenant.livemode };
    const elsewhere = await this.tokens.find(other, source);
    throw missing(source, elsewhere && (other.livemode ? 'live' : 'test'));
  }
}

const missing = (source: string, otherMode?: 'live' | 'test'): ApiException =>
  wrongReference(
    resourceMissing(/^(?:card|src)_/.test(source) ? 'source' : 'token', source, {
      param: 'source',
      otherMode,
    }),
  );

const alreadyUsed = (source: string): ApiException =>
  new ApiException(
    invalidRequest(`You cannot use a token more than once: ${source}.`, {
      code: 'token_already_used',
      param: 'source',
    }),
  );
