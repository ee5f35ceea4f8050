// The shape of every decision: a command and a state in, events or one named refusal out.

/** A decision was taken; no events means that the command repeats what already happened. */
export type Accepted<E> = { readonly accepted: true; readonly events: readonly E[] };
/** A decision was refused, for one reason of the aggregate's closed list. */
export type Rejected<R> = { readonly accepted: false; readonly reason: R };
export type Decision<E, R> = Accepted<E> | Rejected<R>;

/** An aggregate: where it starts, what it decides and how its events change it. Pure. */
export type Decider<C, S, E, R> = {
  readonly initialState: S;
  readonly decide: (command: C, state: S) => Decision<E, R>;
  readonly evolve: (state: S, event: E) => S;
};

export const accept = <E>(...events: E[]): Accepted<E> => ({ accepted: true, events });
export const reject = <R>(reason: R): Rejected<R> => ({ accepted: false, reason });

/** How each type of event changes a state; `false` says that it cannot follow. */
export type Folds<S, E extends { type: string }> = {
  readonly [T in E['type']]: (state: S, event: Extract<E, { type: T }>) => S | false;
};

/**
 * Builds `evolve` from one function for each event type, so that a forgotten type does not compile.
 * A function that answers `false` says the event cannot follow this state: the stream is corrupt,
 * and folding stops with an error instead of guessing.
 */
export function evolveBy<S, E extends { type: string }>(folds: Folds<S, E>) {
  return (state: S, event: E): S => {
    const fold = folds[event.type as E['type']] as ((s: S, e: E) => S | false) | undefined;
    if (fold === undefined) throw new Error(`No fold for an event of type ${event.type}`);
    const next = fold(state, event);
    if (next === false) throw new Error(`The event ${event.type} cannot follow this state`);
    return next;
  };
}
