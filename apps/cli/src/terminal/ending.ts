import type { ExitCode } from './exit-codes.js';

/** An action for commander: what the work resolves with is how the process ends. */
export const ending =
  <A extends unknown[]>(work: (...args: A) => Promise<ExitCode>) =>
  async (...args: A): Promise<void> => {
    process.exitCode = await work(...args);
  };
