import type { TokenJson } from '../queries/vault.js';
import { renderCard } from './card.js';

/** The `token` object. `card` is there for a token of a card only. */
export const renderToken = (token: TokenJson) => ({
  id: token.id,
  object: 'token' as const,
  ...(token.card && { card: renderTokenCard(token, token.card) }),
  client_ip: token.clientIp,
  created: Math.floor(token.createdAtMs / 1000),
  livemode: token.livemode,
  type: token.type,
  used: token.used,
});

/** The card as it was given. What nobody has checked yet is `unchecked`; what was not given, null. */
function renderTokenCard({ billing, cvcGiven }: TokenJson, card: NonNullable<TokenJson['card']>) {
  const given = (part: string | null | undefined) =>
    part === null || part === undefined ? null : ('unchecked' as const);
  return renderCard(card, {
    billing,
    checks: {
      cvc: cvcGiven ? 'unchecked' : null,
      addressLine1: given(billing?.address?.['line1']),
      addressPostalCode: given(billing?.address?.['postal_code']),
    },
  });
}
