import { exitCodes, type ExitCode } from './exit-codes.js';

/** Ends a command, with a line for a person that says why. */
export class Failure extends Error {
  override readonly name: string = 'Failure';
  constructor(
    message: string,
    readonly exitCode: ExitCode = exitCodes.notDone,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** What a program may want to know beside the message. */
  get details(): Readonly<Record<string, unknown>> {
    return {};
  }
}
