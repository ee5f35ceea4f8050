// Where the API is and which key opens it: from the options, else from the environment, else from
// what a running server left in its data directory.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { Failure } from '../terminal/failure.js';

export type ConnectionOptions = {
  readonly apiKey?: string;
  readonly apiBase?: string;
  readonly live?: true;
  readonly json?: true;
};

export type Connection = {
  /** Without a slash at the end. */
  readonly base: string;
  readonly key: string;
  /** What the client has to trust, in PEM, if no public authority signed the server's certificate. */
  readonly ca?: string;
};

/** What `npm start` leaves in `credentials.json`, as far as it matters here. */
type Credentials = {
  readonly api_base: string;
  readonly secret_key: string;
  readonly live_secret_key: string;
  readonly operator_key?: string;
  readonly tls_base?: string;
  readonly tls_ca?: string;
};

export const withJson = (command: Command): Command =>
  command.option('--json', 'output for programs');

/** The options of every command that asks the API. */
export const withConnection = (command: Command): Command =>
  withJson(command)
    .addOption(new Option('--api-key <key>', 'secret key').env('LEDGERWAY_API_KEY'))
    .addOption(new Option('--api-base <url>', 'where the API is').env('LEDGERWAY_API_BASE'))
    .option('--live', 'live mode instead of test mode');

export const dataDirectory = (env: NodeJS.ProcessEnv): string =>
  env['LEDGERWAY_DATA'] || '.ledgerway';

/**
 * @param whose which of this installation's keys is meant if none is given
 * @throws Failure if it is not clear where to go or with which key
 */
export function findConnection(
  options: ConnectionOptions,
  env: NodeJS.ProcessEnv,
  whose: 'merchant' | 'operator' = 'merchant',
): Connection {
  const data = dataDirectory(env);
  const credentials = readCredentials(data);
  const base = (options.apiBase ?? credentials?.api_base)?.replace(/\/+$/, '');
  if (base === undefined) throw new Failure(nothingFoundIn(data));
  if (!/^https?:\/\/[^/]/.test(base)) throw new Failure(`'${base}' is no address of an API`);
  const isOwn = base === credentials?.api_base || base === credentials?.tls_base;
  const merchants = options.live ? credentials?.live_secret_key : credentials?.secret_key;
  const ownKey = whose === 'operator' ? credentials?.operator_key : merchants;
  // The keys of this installation are for no other server.
  const key = options.apiKey ?? (isOwn ? ownKey : undefined);
  if (key === undefined)
    throw new Failure(`No key for ${base}: use --api-key or set LEDGERWAY_API_KEY`);
  if (options.live && /^\w+_test_/.test(key))
    throw new Failure('--live needs a key of live mode, and this one is of test mode');
  const ca = base === credentials?.tls_base ? credentials.tls_ca : undefined;
  return { base, key, ...(ca !== undefined && { ca }) };
}

const nothingFoundIn = (data: string): string =>
  `No server has run in ${data}: start one with \`npm start\`, or set LEDGERWAY_DATA, ` +
  'or LEDGERWAY_API_BASE and LEDGERWAY_API_KEY';

function readCredentials(data: string): Credentials | undefined {
  const file = join(data, 'credentials.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Credentials;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Failure(`${file} cannot be read: ${(error as Error).message}`);
  }
}
