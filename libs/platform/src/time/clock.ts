/** The time as an argument, so that whatever depends on it can be tested without waiting. */
export type Clock = {
  /** Milliseconds since the Unix epoch. */
  now(): number;
};

export const systemClock: Clock = { now: () => Date.now() };
