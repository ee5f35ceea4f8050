// What a check says: which invariant, whether it holds, and where it does not.
import type { Invariant } from '@ledgerway/reporting';

export type { Invariant };

export type Violation = {
  readonly invariant: Invariant;
  readonly where: string;
  readonly what: string;
};

export type Check = {
  readonly invariants: readonly Invariant[];
  readonly title: string;
  /** What it finds is open work for a person, and breaks nothing. */
  readonly listed?: true;
  /** At most `maxViolations` of what is wrong; none if all holds. */
  readonly run: () => Promise<readonly Violation[]>;
};

/** As the queries and the checks of reporting say it. */
export const violationOf = (found: {
  readonly invariant: Invariant;
  readonly place: string;
  readonly detail: string;
}): Violation => ({ invariant: found.invariant, where: found.place, what: found.detail });

/** Enough to see a pattern; a broken installation must not fill the screen or the memory. */
export const maxViolations = 20;
