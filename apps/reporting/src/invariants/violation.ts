/** The names are those of docs/invariants.md. */
export type Invariant =
  | 'I1'
  | 'I2'
  | 'I3'
  | 'I4'
  | 'I5'
  | 'I6'
  | 'I7'
  | 'I8'
  | 'I9'
  | 'I10'
  | 'I11'
  | 'I12'
  | 'I13'
  | 'I14';

export type Violation = {
  readonly invariant: Invariant;
  /** Which entry, charge, account, partition or position. */
  readonly place: string;
  readonly detail: string;
};
