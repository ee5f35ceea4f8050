// Access tokens are opaque: what one may do is looked up, so that it can be taken back at once.
import type { Permissions, Tenant } from '@ledgerway/contracts';
import type { Clock } from '@ledgerway/platform';
import type { Authenticator } from '../auth/authenticator.js';
import { newKey, parseKey } from '../auth/key-format.js';
import type { KeyHash } from '../auth/key-hash.js';
import type { OAuthClient } from './oauth-client-store.js';
import type { OAuthTokenStore, StoredToken } from './oauth-token-store.js';

export class OAuthTokens {
  constructor(
    private readonly store: OAuthTokenStore,
    private readonly authenticator: Pick<Authenticator, 'forget'>,
    private readonly hash: KeyHash,
    private readonly clock: Clock,
  ) {}

  /** A token for a part, or all, of what its client may do. */
  async issue(client: OAuthClient, permissions: Permissions): Promise<string> {
    const token = newKey({ kind: 'token', livemode: client.tenant.livemode });
    const { prefix, last4 } = parseKey(token)!;
    const createdAtMs = this.clock.now();
    await this.store.add({
      hash: this.hash.of(token),
      clientId: client.id,
      prefix,
      last4,
      permissions,
      createdAtMs,
      expiresAtMs: createdAtMs + client.tokenTtlSeconds * 1000,
    });
    this.authenticator.forget(prefix);
    return token;
  }

  /** The token if it works and belongs to this account and mode. */
  async find(tenant: Tenant, token: string): Promise<StoredToken | undefined> {
    const stored = await this.store.find(this.hash.of(token));
    const own =
      stored?.accountId === tenant.merchantId &&
      stored.livemode === tenant.livemode &&
      stored.expiresAtMs > this.clock.now();
    return own ? stored : undefined;
  }

  async revoke({ hash, prefix }: StoredToken): Promise<void> {
    await this.store.revoke(hash, this.clock.now());
    this.authenticator.forget(prefix);
  }
}
