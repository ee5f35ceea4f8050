import { renderPermissions } from '@ledgerway/contracts';
import { maskedKey } from '../auth/key-format.js';
import type { StoredKey } from '../auth/stored-key.js';

/** A key as the API shows it: everything but its secret. Times are in seconds. */
export const renderApiKey = (key: StoredKey, nowMs: number) => ({
  id: key.id,
  object: 'api_key' as const,
  created: seconds(key.createdAtMs),
  expires_at: key.expiresAtMs === null ? null : seconds(key.expiresAtMs),
  ip_allow: key.ipAllow,
  last4: key.last4,
  last_used_at: key.lastUsedAtMs === null ? null : seconds(key.lastUsedAtMs),
  livemode: key.tenant?.livemode ?? true,
  masked: maskedKey(key.prefix, key.last4),
  name: key.name,
  permissions: key.permissions === null ? null : renderPermissions(key.permissions),
  status: key.expiresAtMs !== null && key.expiresAtMs <= nowMs ? 'expired' : 'active',
  type: key.kind,
});

const seconds = (ms: number) => Math.floor(ms / 1000);
