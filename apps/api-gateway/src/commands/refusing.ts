// What is answered when what an id names refuses a command.
import {
  noSuchObject,
  rejectionToApiError,
  type RejectionContext,
  type Tenant,
} from '@ledgerway/contracts';
import type { Kind, StreamReader } from '../streams/stream-reader.js';
import type { Refuse } from './commands.js';

/** @param asked what was asked of which object of this kind */
export const refusing =
  <T>(
    reader: StreamReader,
    tenant: Tenant,
    kind: Kind<T>,
    asked: Omit<RejectionContext, 'state'>,
  ): Refuse =>
  async (reason, state) => {
    if (reason !== 'not_found') return rejectionToApiError[reason]({ ...asked, state });
    // Reading it refuses as well, and knows whether the other mode has such an object.
    await reader.find(tenant, kind, asked.id);
    return noSuchObject(asked.id);
  };
