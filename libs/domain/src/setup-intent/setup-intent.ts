// The setup intent aggregate: its stream is named by the core of the setup intent's id.
import { evolveBy, type Decider } from '../decision.js';
import { decide, type SetupIntentRefusal, type SetupIntentState } from './decide.js';
import type { SetupIntent, SetupIntentCommand, SetupIntentEvent } from './model.js';

/** The state with the setup intent changed, if it is in one of these statuses. */
function change(
  { setupIntent, ...rest }: SetupIntentState,
  from: readonly SetupIntent['status'][],
  changes: Partial<SetupIntent>,
): SetupIntentState | false {
  if (setupIntent === null || !from.includes(setupIntent.status)) return false;
  return { ...rest, setupIntent: { ...setupIntent, ...changes } };
}

const open = ['requires_payment_method', 'requires_confirmation', 'requires_action'] as const;
const underWay = ['processing', 'requires_action'] as const;

function updated(
  state: SetupIntentState,
  { details, method }: Extract<SetupIntentEvent, { type: 'SetupIntentUpdated' }>,
): SetupIntentState | false {
  const { setupIntent } = state;
  if (setupIntent === null) return false;
  // Another method has to be confirmed anew; a challenge of the former one leads nowhere.
  const replaced = method !== null && method.id !== setupIntent.method?.id;
  const anew = replaced && ({ status: 'requires_confirmation', action: null } as const);
  return { ...state, setupIntent: { ...setupIntent, details, method, ...anew } };
}

const evolve = evolveBy<SetupIntentState, SetupIntentEvent>({
  SetupIntentCreated: (state, { setupIntent }) =>
    state.setupIntent === null && { ...state, setupIntent },
  SetupIntentUpdated: updated,
  SetupIntentConfirmed: (state, { confirmId, attempt, method, returnUrl }) =>
    state.setupIntent !== null &&
    change(state, open, {
      status: 'processing',
      attempt,
      method,
      returnUrl,
      action: null,
      lastError: null,
      confirmIds: [...state.setupIntent.confirmIds, confirmId],
    }),
  SetupIntentActionRequired: (state, { action }) =>
    change(state, ['processing'], { status: 'requires_action', action }),
  SetupIntentSucceeded: (state) => change(state, underWay, { status: 'succeeded', action: null }),
  SetupIntentFailed: (state, { error }) =>
    change(state, underWay, {
      status: 'requires_payment_method',
      method: null,
      action: null,
      lastError: error,
    }),
  SetupIntentCanceled: (state, { reason }) =>
    change(state, open, { status: 'canceled', action: null, cancellationReason: reason }),
});

export const setupIntent: Decider<
  SetupIntentCommand,
  SetupIntentState,
  SetupIntentEvent,
  SetupIntentRefusal
> = { initialState: { setupIntent: null }, decide, evolve };
