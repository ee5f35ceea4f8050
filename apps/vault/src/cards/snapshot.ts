// What may be known of a card outside the vault.
import {
  deriveSuffix,
  idOf,
  readCardNumber,
  sandboxCardByNumber,
  type CardSecret,
  type Core,
  type Tenant,
} from '@ledgerway/contracts';
import type { CardSnapshot } from '@ledgerway/domain';

export type StoredCard = Tenant & {
  readonly operationKey: Core;
  readonly purpose: string;
  readonly secret: CardSecret;
  readonly name: string | null;
};

/** ISO 3166's code for a country that nobody knows. */
const unknownCountry = 'ZZ';

/** The name under which connectors know the card. Derived, so that a repeated call finds its row. */
export function instrumentOf({ merchantId, livemode, operationKey, purpose }: StoredCard): string {
  const parts = [merchantId, livemode ? 'live' : 'test', purpose, operationKey];
  return `vault:${deriveSuffix('instrument', ...parts)}${deriveSuffix(...parts, 'of the vault')}`;
}

/**
 * Published test numbers have their published traits, and the same fingerprint as the test tokens
 * of that card; of all other numbers the brand alone is known.
 *
 * @param fingerprint of the number, made with the installation's key
 */
export function snapshotOf(card: StoredCard, fingerprint: string): CardSnapshot {
  const { number, expMonth, expYear } = card.secret;
  return {
    ...traitsOf(number, card.livemode, fingerprint),
    id: idOf('card', card.operationKey, deriveSuffix('card', card.purpose, card.operationKey)),
    instrument: instrumentOf(card),
    expMonth,
    expYear,
    last4: number.slice(-4),
    name: card.name,
  };
}

function traitsOf(number: string, livemode: boolean, fingerprint: string) {
  const testCard = livemode ? undefined : sandboxCardByNumber(number);
  if (testCard !== undefined) return testCard;
  const read = readCardNumber(number);
  if ('refused' in read) throw new Error('the vault was handed a number that is none');
  return {
    brand: read.brand,
    country: unknownCountry,
    fingerprint,
    funding: 'unknown' as const,
  };
}
