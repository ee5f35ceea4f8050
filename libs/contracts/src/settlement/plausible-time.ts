// Which times a file can be right about. Beyond them a year was mistyped, or two columns swapped.

const [earliestMs, endMs] = [Date.UTC(2000), Date.UTC(2200)];

/** `atMs` is in the years 2000 to 2199: test clocks run up to a hundred years ahead. */
export const isPlausible = (atMs: number): boolean => atMs >= earliestMs && atMs < endMs;
