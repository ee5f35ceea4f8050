import type { SetupIntentEvent, StreamState } from '@ledgerway/domain';
import { renderSetupIntent } from '../setup-intent.js';
import type { PublicEventType } from './event-types.js';
import { nothing, publicEvent, type Tellers } from './telling.js';

const told =
  (type: PublicEventType) =>
  (_: SetupIntentEvent, { setupIntent }: StreamState) => {
    if (setupIntent === null) throw new Error('An event of a setup intent, and none after it');
    return [publicEvent(type, renderSetupIntent(setupIntent, { clientSecret: null }))];
  };

export const setupIntentTellers: Tellers<SetupIntentEvent> = {
  SetupIntentCreated: told('setup_intent.created'),
  SetupIntentActionRequired: told('setup_intent.requires_action'),
  SetupIntentSucceeded: told('setup_intent.succeeded'),
  SetupIntentFailed: told('setup_intent.setup_failed'),
  SetupIntentCanceled: told('setup_intent.canceled'),
  SetupIntentUpdated: nothing,
  SetupIntentConfirmed: nothing,
};
