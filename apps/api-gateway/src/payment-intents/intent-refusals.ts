// What is answered when an intent refuses a command: the error with the intent in it, as its
// merchant may see it.
import { rejectionToApiError, type RejectionContext, type Tenant } from '@ledgerway/contracts';
import type { Refuse } from '../commands/commands.js';
import type { PublicObjects } from '../objects/public-objects.js';
import { intentKind, setupIntentKind } from '../streams/kinds.js';
import type { StreamReader } from '../streams/stream-reader.js';

export class IntentRefusals {
  constructor(
    private readonly reader: StreamReader,
    private readonly objects: PublicObjects,
  ) {}

  /** @param asked what was asked of which payment or setup intent */
  of(tenant: Tenant, asked: Omit<RejectionContext, 'state'>): Refuse {
    return async (reason, state) => {
      // Reading it refuses as well, and knows whether the other mode has such an intent.
      if (reason === 'intent_not_found') await this.reader.find(tenant, intentKind, asked.id);
      if (reason === 'setup_intent_not_found')
        await this.reader.find(tenant, setupIntentKind, asked.id);
      const clientSecret = this.objects.clientSecret(asked.id);
      return rejectionToApiError[reason]({ ...asked, state, clientSecret });
    };
  }
}
