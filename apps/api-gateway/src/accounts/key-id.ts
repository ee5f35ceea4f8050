import { createHash } from 'node:crypto';
import { deriveCore } from '@ledgerway/contracts';

/** The id of a key: ordered by its time, and derived from the key without telling anything of it. */
export const keyIdOf = (createdAtMs: number, key: string): string =>
  `key_${deriveCore(createdAtMs, createHash('sha256').update(key).digest('hex'))}`;
