import type { Command } from 'commander';
import type { Answer, ApiClient, Method } from '../api/api-client.js';
import { Refusal } from '../api/api-error.js';
import { withApi } from '../api/with-api.js';
import { withConnection, type ConnectionOptions } from '../api/connection.js';
import { pairsFrom, type Pairs } from '../api/form.js';
import { exitCodes, type ExitCode } from '../terminal/exit-codes.js';
import { collect } from '../terminal/options.js';
import { print, printJson } from '../terminal/print.js';

export type RequestFlags = ConnectionOptions & {
  readonly data?: readonly string[];
  readonly idempotencyKey?: string;
  readonly showHeaders?: true;
};

export function addRequests(program: Command): void {
  for (const method of ['get', 'post', 'delete'] as const)
    withRequest(withConnection(program.command(`${method} <path>`)))
      .description(`send a ${method.toUpperCase()} request to the API`)
      .action(
        withApi<[string], RequestFlags>((api, path, flags) =>
          sendRequest(api, {
            method: method.toUpperCase() as Method,
            path: wholePath(path),
            params: pairsFrom(flags.data),
            flags,
          }),
        ),
      );
}

export const withRequest = (command: Command): Command =>
  command
    .option('-d, --data <name=value>', 'a parameter, as metadata[order]=6735; repeatable', collect)
    .option('-i, --idempotency-key <key>', 'a repeated request with it is answered as the first')
    .option('-s, --show-headers', 'show the headers of the answer as well');

/** `charges` and `/v1/charges` are the same. */
const wholePath = (path: string): string => {
  if (/^\/?(v1|health|oauth|metrics)(\/|$|\?)/.test(path)) return `/${path.replace(/^\//, '')}`;
  return `/v1/${path.replace(/^\//, '')}`;
};

export type RequestToSend = {
  readonly method: Method;
  readonly path: string;
  readonly params: Pairs;
  readonly flags: RequestFlags;
};

/** Shows whatever the API answers. */
export async function sendRequest(
  api: ApiClient,
  { method, path, params, flags }: RequestToSend,
): Promise<ExitCode> {
  const { idempotencyKey } = flags;
  const answer = await api.send(method, path, params, {
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  });
  if (flags.showHeaders) print(headersInWords(answer));
  printJson(answer.body, flags.json);
  if (answer.status >= 400) throw new Refusal(answer);
  return exitCodes.done;
}

const headersInWords = ({ status, headers }: Answer): string =>
  [`${status}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), ''].join(
    '\n',
  );
