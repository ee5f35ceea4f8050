// What a check says: which invariant, whether it holds, and where it does not.

/** The names of docs/architecture.md, "Invariants". */
export type Invariant = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I8' | 'I9' | 'I13' | 'I14';

export type Violation = {
  readonly invariant: Invariant;
  readonly where: string;
  readonly what: string;
};

export type Check = {
  readonly invariants: readonly Invariant[];
  readonly title: string;
  /** At most `maxViolations` of what is wrong; none if all holds. */
  readonly run: () => Promise<readonly Violation[]>;
};

/** Enough to see a pattern; a broken installation must not fill the screen or the memory. */
export const maxViolations = 20;
