// Tests of a decider as sentences: given what happened, when somebody asks, then what happens.
import { isDeepStrictEqual, inspect } from 'node:util';

/** The shape of any decider; declared here because test support knows no domain. */
export type Decider<Command, State, Event, Rejection> = {
  initialState: State;
  decide(
    command: Command,
    state: State,
  ): { accepted: true; events: readonly Event[] } | { accepted: false; reason: Rejection };
  evolve(state: State, event: Event): State;
};

/** `const { given } = specFor(charge); given(requested).when(capture).thenRejected('…')`. */
export function specFor<Command, State, Event, Rejection>(
  decider: Decider<Command, State, Event, Rejection>,
) {
  const { decide, evolve, initialState } = decider;
  const given = (...events: Event[]) => ({
    when: (command: Command) => {
      const state = events.reduce<State>((folded, event) => evolve(folded, event), initialState);
      const decision = decide(command, state);
      return {
        /** Exactly these events, and the stream can be folded over them. */
        then: (...expected: Event[]) => {
          if (!decision.accepted) fail('events', expected, 'a rejection', decision.reason);
          if (!isDeepStrictEqual(decision.events, expected))
            fail('events', expected, 'events', decision.events);
          expected.reduce<State>((folded, event) => evolve(folded, event), state);
        },
        thenRejected: (reason: Rejection) => {
          if (decision.accepted) fail('a rejection', reason, 'events', decision.events);
          if (decision.reason !== reason)
            fail('a rejection', reason, 'a rejection', decision.reason);
        },
      };
    },
  });
  return { given };
}

function fail(wanted: string, expected: unknown, got: string, received: unknown): never {
  const show = (value: unknown) => inspect(value, { depth: 10, colors: false });
  throw new Error(`expected ${wanted}: ${show(expected)}\nreceived ${got}: ${show(received)}`);
}
