/** The names are those of the invariants in docs/architecture.md. */
export type Violation = {
  readonly invariant: 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I9' | 'I13';
  /** Which entry, charge, account or partition. */
  readonly place: string;
  readonly detail: string;
};
