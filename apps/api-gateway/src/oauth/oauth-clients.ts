// Clients are made, authenticated and revoked. A secret derives from the operation that asks for it,
// so that a repeated request, even after a crash, answers with the same one.
import type { KeyObject } from 'node:crypto';
import type { Permissions, Tenant } from '@ledgerway/contracts';
import type { Authenticator } from '../auth/authenticator.js';
import { deriveKey } from '../auth/key-format.js';
import type { KeyHash } from '../auth/key-hash.js';
import type { Operation } from '../idempotency/operation.js';
import type { OAuthClient, OAuthClientStore } from './oauth-client-store.js';

export type NewClient = {
  readonly name: string | null;
  readonly permissions: Permissions;
  readonly tokenTtlSeconds: number;
  /** A thumbprint. */
  readonly certificate: string | null;
};

export type MadeClient = { readonly client: OAuthClient; readonly secret: string };

/** How many clients an account may have in one mode; the list is read as a whole. */
export const maxClients = 100;

export class OAuthClients {
  constructor(
    private readonly store: OAuthClientStore,
    private readonly authenticator: Pick<Authenticator, 'forget'>,
    private readonly hash: KeyHash,
    private readonly newKeysSecret: KeyObject,
  ) {}

  /** The client with its secret, which is shown this once. */
  async create(
    operation: Operation,
    tenant: Tenant,
    asked: NewClient,
  ): Promise<MadeClient | 'too_many'> {
    if ((await this.list(tenant)).length >= maxClients) return 'too_many';
    const { livemode } = tenant;
    const secret = deriveKey(this.newKeysSecret, operation.commandId(), {
      kind: 'client',
      livemode,
    });
    const client = {
      ...asked,
      id: `oac_${operation.core()}`,
      tenant,
      secretHash: this.hash.of(secret),
      secretLast4: secret.slice(-4),
      createdAtMs: operation.createdAtMs,
    };
    await this.store.add(client);
    return { client, secret };
  }

  list(tenant: Tenant): Promise<OAuthClient[]> {
    return this.store.list(tenant, maxClients);
  }

  find(id: string): Promise<OAuthClient | undefined> {
    return this.store.find(id);
  }

  /** The client with this id, if the secret is its own. */
  async authenticate(id: string, secret: string): Promise<OAuthClient | undefined> {
    const client = await this.store.find(id);
    const matches = this.hash.matches(this.hash.of(secret), client?.secretHash ?? nobody);
    return matches ? client : undefined;
  }

  async revoke(id: string, atMs: number): Promise<void> {
    for (const prefix of await this.store.revoke(id, atMs)) this.authenticator.forget(prefix);
  }
}

/** Compared with when there is no such client, which so takes as long as a wrong secret. */
const nobody = Buffer.alloc(32);
