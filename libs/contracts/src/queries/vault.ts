// What the vault is asked. The number of a card crosses a socket sealed only: AES-256-GCM under a
// key that both ends derive from the installation's master key.
import type { BillingDetails, CardSnapshot } from '@ledgerway/domain';
import type { Core } from '../ids.js';
import type { Tenant } from './page.js';

/** What the vault keeps of a card. The security code is not part of it and never leaves the gateway. */
export type CardSecret = {
  /** Digits only. */
  readonly number: string;
  readonly expMonth: number;
  /** Four digits. */
  readonly expYear: number;
};

/** Which key (`deriveKey`) seals a `CardSecret`, written as JSON, on its way in and on its way out. */
export const vaultTransit = { intake: 'vault-intake', reveal: 'vault-reveal' } as const;

export const tokenTypes = ['card', 'cvc_update', 'pii'] as const;
export type TokenType = (typeof tokenTypes)[number];

/** A token as its owner sees it. Only one of a card stands for anything that can be charged. */
export type TokenJson = {
  readonly id: string;
  readonly livemode: boolean;
  readonly type: TokenType;
  /** Both null unless the type is `card`. */
  readonly card: CardSnapshot | null;
  readonly billing: BillingDetails | null;
  /** A security code came with the card; what it was is stored nowhere. */
  readonly cvcGiven: boolean;
  readonly clientIp: string | null;
  readonly createdAtMs: number;
  readonly used: boolean;
};

/** What all calls have in common that make a token. */
type NewToken = {
  /** The core of the caller's operation: called again with it, the same token is found. */
  readonly operationKey: Core;
  readonly billing: BillingDetails | null;
  readonly cvcGiven: boolean;
  readonly clientIp: string | null;
  readonly createdAtMs: number;
};

/** Message patterns that `vault` answers. */
export type VaultQueries = {
  /**
   * Stores a card whose number the gateway has checked. `sealedCard` is base64, bound to the
   * operation key. A token is made of it for the purpose `token` only.
   */
  'vault.tokenize': {
    ask: Tenant & NewToken & { purpose: 'token' | 'payment_method'; sealedCard: string };
    answer: { readonly card: CardSnapshot; readonly token: TokenJson | null };
  };
  /** A token that needs no number: of a card that is known already, or of none. */
  'vault.create_token': {
    ask: Tenant & NewToken & { type: TokenType; card: CardSnapshot | null };
    answer: TokenJson;
  };
  'vault.token': { ask: Tenant & { id: string }; answer: TokenJson | null };
  /**
   * Spends a card's token. Whoever spent it may ask again and gets the same answer; for everybody
   * else it is used. `otherMode`: the account has such a token in the mode that was not asked.
   */
  'vault.spend_token': {
    ask: Tenant & { id: string; spentBy: string };
    answer:
      | { readonly card: CardSnapshot; readonly billing: BillingDetails | null }
      | { readonly refused: 'already_used' }
      | { readonly refused: 'unknown'; readonly otherMode: boolean };
  };
  /** For connectors only. `sealedCard` is base64, bound to the instrument; null: no such card. */
  'vault.reveal': { ask: { instrument: string }; answer: { readonly sealedCard: string } | null };
  /** Puts up to `limit` cards under the newest key. Called again until `done`, it loses nothing. */
  'vault.rotate_keys': {
    ask: { limit: number };
    answer: { readonly keyVersion: number; readonly rewrapped: number; readonly done: boolean };
  };
};
