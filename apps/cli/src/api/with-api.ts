import type { ExitCode } from '../terminal/exit-codes.js';
import { ending } from '../terminal/ending.js';
import { ApiClient } from './api-client.js';
import { findConnection, type ConnectionOptions } from './connection.js';

type Work<A extends readonly string[], O extends ConnectionOptions> = (
  api: ApiClient,
  ...args: [...A, O]
) => Promise<ExitCode>;

/** An action whose last arguments, as commander passes them, are its options and its command. */
const acting =
  (whose: 'merchant' | 'operator') =>
  <A extends readonly string[], O extends ConnectionOptions>(work: Work<A, O>) =>
    ending(async (...args: [...A, O, unknown]) => {
      const own = args.slice(0, -1) as [...A, O];
      const options = own.at(-1) as O;
      return work(new ApiClient(findConnection(options, process.env, whose)), ...own);
    });

export const withApi = acting('merchant');

/** The same with the operator's key. */
export const withOperatorApi = acting('operator');
