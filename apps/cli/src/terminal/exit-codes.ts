/** How a command ends; `docs/cli.md` has the same table. */
export const exitCodes = {
  /** Also when `listen` or `logs tail` was stopped with Ctrl-C. */
  done: 0,
  /** It was carried out, and the answer is no. */
  no: 1,
  /** It could not be carried out: wrong arguments, no installation, no connection. */
  notDone: 2,
  /** The server refused it. */
  refused: 3,
  /** What was waited for did not come. */
  inVain: 4,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
