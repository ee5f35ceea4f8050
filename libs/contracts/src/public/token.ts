import type { CardSnapshot } from '@ledgerway/domain';
import { renderCard } from './card.js';

export type TokenToRender = {
  readonly id: string;
  readonly card: CardSnapshot;
  readonly clientIp: string | null;
  /** Unix seconds. */
  readonly created: number;
  readonly livemode: boolean;
  readonly used: boolean;
};

/** The `token` object of a card. */
export const renderToken = (token: TokenToRender) => ({
  id: token.id,
  object: 'token' as const,
  card: renderCard(token.card, null, null),
  client_ip: token.clientIp,
  created: token.created,
  livemode: token.livemode,
  type: 'card' as const,
  used: token.used,
});
