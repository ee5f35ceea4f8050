// A key as its rows hold it, and the caller that it stands for.
import type { Permissions, Tenant } from '@ledgerway/contracts';
import type { Caller, KeyKind } from '../edge/caller.js';
import { AddressRanges } from './address-ranges.js';
import type { IssuedSecret } from './credential.js';
import { maskedKey } from './key-format.js';

/** What limits the use of a key. */
export type KeyLimits = {
  /** Of a restricted key; null for every other. */
  readonly permissions: Permissions | null;
  readonly expiresAtMs: number | null;
  /** CIDRs; none: from anywhere. */
  readonly ipAllow: readonly string[];
};

export type StoredKey = KeyLimits & {
  readonly id: string;
  readonly kind: KeyKind;
  /** Null for the operator. */
  readonly tenant: Tenant | null;
  readonly name: string | null;
  /** Of the current secret. */
  readonly prefix: string;
  readonly last4: string;
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number | null;
};

export type KeyRow = {
  id: string;
  account_id: string | null;
  livemode: boolean | null;
  kind: KeyKind;
  name: string | null;
  permissions: Permissions | null;
  expires_at: string | null;
  ip_allow: string[];
  prefix: string;
  last4: string;
  created_at: string;
  last_used_at: string | null;
};
export type SecretRow = KeyRow & { hash: Buffer };

const whenSet = (time: string | null) => (time === null ? null : Number(time));

export const keyOf = (row: KeyRow): StoredKey => ({
  id: row.id,
  kind: row.kind,
  tenant:
    row.account_id === null
      ? null
      : { merchantId: row.account_id, livemode: row.livemode as boolean },
  name: row.name,
  permissions: row.permissions,
  expiresAtMs: whenSet(row.expires_at),
  ipAllow: row.ip_allow,
  prefix: row.prefix,
  last4: row.last4,
  createdAtMs: Number(row.created_at),
  lastUsedAtMs: whenSet(row.last_used_at),
});

export function secretOf(row: SecretRow): IssuedSecret {
  const key = keyOf(row);
  const { expiresAtMs, ipAllow, prefix } = key;
  const addresses = ipAllow.length === 0 ? null : new AddressRanges(ipAllow);
  const credential = { caller: callerOf(key), expiresAtMs, addresses, boundTo: null };
  return { prefix, hash: row.hash, credential };
}

function callerOf({ id: keyId, kind, tenant, permissions, prefix, last4 }: StoredKey): Caller {
  const masked = maskedKey(prefix, last4);
  if (kind === 'operator' || tenant === null) return { kind: 'operator', keyId, masked };
  return kind === 'restricted'
    ? { kind, keyId, masked, tenant, permissions: permissions ?? {} }
    : { kind, keyId, masked, tenant };
}
