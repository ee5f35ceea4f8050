import type { ExitCode } from '../terminal/exit-codes.js';
import { ending } from '../terminal/ending.js';
import { ApiClient } from './api-client.js';
import { findConnection, type ConnectionOptions } from './connection.js';

/** An action whose last arguments, as commander passes them, are its options and its command. */
export const withApi = <A extends readonly string[], O extends ConnectionOptions>(
  work: (api: ApiClient, ...args: [...A, O]) => Promise<ExitCode>,
) =>
  ending(async (...args: [...A, O, unknown]) => {
    const own = args.slice(0, -1) as [...A, O];
    const options = own.at(-1) as O;
    return work(new ApiClient(findConnection(options, process.env)), ...own);
  });
