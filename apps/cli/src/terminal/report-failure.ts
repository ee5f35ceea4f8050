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
  // Commander has said what is wrong by itself, or has shown the help that was asked for.
  if (error instanceof CommanderError)
    return error.exitCode === 0 ? exitCodes.done : exitCodes.notDone;
  const exitCode = error instanceof Failure ? error.exitCode : exitCodes.notDone;
  const message = error instanceof Error ? error.message : String(error);
  const details = error instanceof Failure ? error.details : {};
  say(json ? JSON.stringify({ error: { message, ...details, exit_code: exitCode } }) : message);
  return exitCode;
}
