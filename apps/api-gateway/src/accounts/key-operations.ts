// Keys are made, rolled and revoked. A new secret derives from the operation that asks for it, so
// that a repeated request, even after a crash, answers with the same one.
import type { KeyObject } from 'node:crypto';
import { covers, type Permissions, type Tenant } from '@ledgerway/contracts';
import type { ApiKeyStore } from '../auth/api-key-store.js';
import type { Authenticator } from '../auth/authenticator.js';
import { deriveKey, parseKey } from '../auth/key-format.js';
import type { KeyLimits, StoredKey } from '../auth/stored-key.js';
import type { Caller } from '../edge/caller.js';
import type { Operation } from '../idempotency/operation.js';
import { keyIdOf } from './key-id.js';

export type NewKey = KeyLimits & {
  readonly kind: 'publishable' | 'restricted' | 'secret';
  readonly name: string | null;
};

/** A key with its secret, which is shown this once. */
export type MadeKey = { readonly stored: StoredKey; readonly secret: string };

/** How many keys an account may have in one mode; its list is read as a whole. */
export const maxKeys = 200;

export class KeyOperations {
  constructor(
    private readonly keys: ApiKeyStore,
    private readonly authenticator: Pick<Authenticator, 'forget'>,
    private readonly newKeysSecret: KeyObject,
  ) {}

  async create(
    operation: Operation,
    tenant: Tenant,
    { kind, name, ...limits }: NewKey,
  ): Promise<MadeKey | 'too_many'> {
    if ((await this.keys.list(tenant, maxKeys)).length >= maxKeys) return 'too_many';
    const { merchantId: accountId, livemode } = tenant;
    const { createdAtMs } = operation;
    const secret = deriveKey(this.newKeysSecret, operation.commandId(), { kind, livemode });
    const id = keyIdOf(createdAtMs, secret);
    await this.keys.add({ id, accountId, key: secret, name, createdAtMs, ...limits });
    this.authenticator.forget(parseKey(secret)!.prefix);
    const stored = await this.keys.find(tenant, id);
    // Only its own answer names it: nobody can have revoked it yet.
    if (stored === undefined) throw new Error(`The key ${id} is gone as soon as it was made`);
    return { stored, secret };
  }

  /** Gives a key another secret; the one so far works until `overlapMs` have passed. */
  async roll(
    operation: Operation,
    tenant: Tenant,
    { id, kind }: StoredKey,
    overlapMs: number,
  ): Promise<MadeKey | 'too_many' | 'revoked'> {
    const { livemode } = tenant;
    const { createdAtMs } = operation;
    const key = deriveKey(this.newKeysSecret, operation.commandId(), { kind, livemode });
    const retiresAtMs = createdAtMs + overlapMs;
    const replaced = await this.keys.roll(tenant, { id, key, createdAtMs, retiresAtMs });
    if (replaced === 'too_many') return 'too_many';
    for (const prefix of [...(replaced ?? []), parseKey(key)!.prefix])
      this.authenticator.forget(prefix);
    const stored = await this.keys.find(tenant, id);
    return stored === undefined ? 'revoked' : { stored, secret: key };
  }

  /** False if this account and mode has no such key. */
  async revoke(tenant: Tenant, id: string, atMs: number): Promise<boolean> {
    const prefixes = await this.keys.revoke(tenant, id, atMs);
    for (const prefix of prefixes ?? []) this.authenticator.forget(prefix);
    return prefixes !== undefined;
  }

  /**
   * Whether this caller may hand out, or get the secret of, a key with these limits. A restricted
   * key must not get more than it has itself: more permissions, a longer life or more addresses.
   */
  async mayGrant(caller: Caller, tenant: Tenant, key: KeyLimits): Promise<boolean> {
    if (caller.kind !== 'restricted') return true;
    const own = await this.keys.find(tenant, caller.keyId);
    if (own === undefined || own.permissions === null || key.permissions === null) return false;
    const endsInTime =
      own.expiresAtMs === null || (key.expiresAtMs !== null && key.expiresAtMs <= own.expiresAtMs);
    const fromThere =
      own.ipAllow.length === 0 ||
      (key.ipAllow.length > 0 && key.ipAllow.every((range) => own.ipAllow.includes(range)));
    return covers(own.permissions, key.permissions) && endsInTime && fromThere;
  }

  /** The same for what never expires and works from anywhere: OAuth clients and certificates. */
  mayGrantForGood(caller: Caller, tenant: Tenant, permissions: Permissions): Promise<boolean> {
    const limits = { permissions, expiresAtMs: null, ipAllow: [] };
    return this.mayGrant(caller, tenant, limits);
  }
}
