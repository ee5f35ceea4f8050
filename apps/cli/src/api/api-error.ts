// What can go wrong between a command and the API.
import { exitCodes } from '../terminal/exit-codes.js';
import { Failure } from '../terminal/failure.js';
import type { Answer } from './api-client.js';

/** Nothing came back, or nothing that an API would say. */
export class Unreachable extends Failure {
  override readonly name = 'Unreachable';
}

type ErrorBody = {
  readonly type?: string;
  readonly code?: string;
  readonly message?: string;
  readonly param?: string;
};

/** The server answered with an error. */
export class Refusal extends Failure {
  override readonly name = 'Refusal';
  readonly status: number;
  private readonly error: ErrorBody;
  private readonly requestId: string | undefined;

  constructor({ status, body, headers }: Answer) {
    const error = (body as { error?: ErrorBody }).error ?? {};
    const { code, message = 'The server refused the request.' } = error;
    const requestId = headers['request-id'];
    const what = code === undefined ? `${status}` : `${status} ${code}`;
    const where = requestId === undefined ? '' : ` (${requestId})`;
    super(`${what}: ${message}${where}`, exitCodes.refused);
    this.status = status;
    this.error = error;
    this.requestId = requestId;
  }

  override get details() {
    const { type, code, param } = this.error;
    return { status: this.status, type, code, param, request_id: this.requestId };
  }
}

/** Whether the same may go well a little later: the server is away, busy, or starting. */
export const isPassing = (error: unknown): boolean =>
  error instanceof Unreachable ||
  (error instanceof Refusal && (error.status === 429 || error.status >= 500));

const causes: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name service does not answer',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'no answer in time',
  UND_ERR_SOCKET: 'connection closed',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'the answer is too large',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an unknown authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by an unknown authority',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  EPROTO: 'it does not speak TLS',
};

/** Why there was no answer, in words. */
export function causeOf(error: unknown): string {
  const { name, code, message, errors } = error as NodeJS.ErrnoException & { errors?: unknown[] };
  // A host of several addresses fails with one error for each.
  if (errors?.[0] !== undefined) return causeOf(errors[0]);
  if (name === 'TimeoutError') return 'no answer in time';
  return causes[code ?? ''] ?? message;
}
