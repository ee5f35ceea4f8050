/** How a child process ended. `expected` is true when we had asked it to stop. */
export type ProcessExit = {
  code: number | null;
  signal: NodeJS.Signals | null;
  expected: boolean;
};
