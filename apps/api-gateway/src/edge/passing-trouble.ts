// Failures that are over in a moment: a database that starts, recovers or has no session left, or a
// service that is being started again.

/** SQLSTATE: connection exceptions, exhausted resources, and a server on its way down or up. */
const passingStates = /^(08...|53...|57P0[1-5])$/;
const passingSystemErrors = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);
/** What the database's driver says of a session that is gone; it gives these no code. */
const lostSession = [
  /^Connection terminated/,
  /^Client (has encountered a connection error|was closed)/,
  /^timeout exceeded when trying to connect/,
];

/** Whether the very same request may succeed in a moment. */
export function isPassingTrouble(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { code, syscall } = thrown as NodeJS.ErrnoException;
  if (code === undefined) return lostSession.some((said) => said.test(thrown.message));
  // The socket of a local server that is not there yet.
  const noSocket = code === 'ENOENT' && syscall === 'connect';
  return noSocket || passingSystemErrors.has(code) || passingStates.test(code);
}
