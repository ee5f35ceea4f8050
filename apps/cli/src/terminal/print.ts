// Results go to stdout and nothing else does; whatever is said about them goes to stderr.

export const print = (text: string): void => void process.stdout.write(`${text}\n`);
export const complain = (text: string): void => void process.stderr.write(`${text}\n`);

/** JSON as a person reads it, or on one line for a program. */
export const printJson = (value: unknown, json: boolean | undefined): void =>
  print(JSON.stringify(value, null, json === true ? 0 : 2));

/** Whoever reads may stop early, as `head` does. That is no failure. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}
