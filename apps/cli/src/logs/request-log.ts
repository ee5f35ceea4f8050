import { styleText } from 'node:util';

/** An entry of `GET /v1/request_logs`, as far as it is shown. */
export type RequestLog = {
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly duration_ms: number;
  readonly error_code: string | null;
  readonly error_message: string | null;
};

/** What this command line asks all the time. */
const polled: readonly string[] = ['/v1/events', '/v1/request_logs'];

export const isPolling = ({ method, path }: RequestLog): boolean =>
  method === 'GET' && polled.includes(path);

export function requestInWords(entry: RequestLog): string {
  const { id, created, method, path, status, duration_ms: ms } = entry;
  const time = new Date(created * 1000).toISOString().slice(0, 19).replace('T', ' ');
  const colour = status < 400 ? 'green' : status < 500 ? 'yellow' : 'red';
  const error = entry.error_code ?? entry.error_message;
  return [
    styleText('dim', time),
    styleText(colour, String(status)),
    method.padEnd(6),
    path,
    `[${id}]`,
    styleText('dim', `${ms} ms`),
    ...(error === null ? [] : [styleText(colour, error)]),
  ].join('  ');
}
