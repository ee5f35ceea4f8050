// The end of a command that failed: readable lines on stderr, and the exit code.
import { CommanderError } from 'commander';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { Failure } from './failure.js';
import { complain } from './print.js';

/** @param json whether the lines are for a program */
export function reportFailure(
  error: unknown,
  json: boolean,
  say: (line: string) => void = complain,
): ExitCode {
  if (error instanceof CommanderError) return reportUsage(error, json, say);
  const exitCode = error instanceof Failure ? error.exitCode : exitCodes.notDone;
  const message = messageOf(error);
  const details = error instanceof Failure ? error.details : {};
  say(json ? JSON.stringify({ error: { message, ...details, exit_code: exitCode } }) : message);
  return exitCode;
}

/** Commander shows help by itself, whether it was asked for or a command is missing. */
function reportUsage(
  { code, exitCode, message }: CommanderError,
  json: boolean,
  say: (line: string) => void,
): ExitCode {
  if (exitCode === 0) return exitCodes.done;
  const { notDone } = exitCodes;
  const usage = message.replace(/^error: /, '');
  if (code !== 'commander.help')
    say(json ? JSON.stringify({ error: { message: usage, exit_code: notDone } }) : message);
  return notDone;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A name with several addresses fails with one error for each of them, and no text of its own.
  const cause: unknown = error instanceof AggregateError ? error.errors[0] : error;
  if (cause instanceof Error && (cause as NodeJS.ErrnoException).syscall === 'connect')
    return `no connection to the installation (${cause.message}): is it running?`;
  return error.message;
}
