// Plays commands one after the other, as a stream would.
import type { Decider } from '../decision.js';

export type Walked<C, S, E> = {
  readonly state: S;
  readonly events: readonly E[];
  /** Accepted commands that were refused, or gave more events, when they were repeated at once. */
  readonly unrepeatable: readonly C[];
};

/** Refused commands change nothing. `look` sees every state on the way. */
export function walk<C, S, E, R>(
  decider: Decider<C, S, E, R>,
  commands: readonly C[],
  look: (state: S, command: C) => void = () => undefined,
): Walked<C, S, E> {
  let state = decider.initialState;
  const events: E[] = [];
  const unrepeatable: C[] = [];
  for (const command of commands) {
    const decision = decider.decide(command, state);
    if (!decision.accepted) continue;
    events.push(...decision.events);
    state = decision.events.reduce(decider.evolve, state);
    look(state, command);
    const again = decider.decide(command, state);
    if (!again.accepted || again.events.length > 0) unrepeatable.push(command);
  }
  return { state, events, unrepeatable };
}
