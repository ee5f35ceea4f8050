// Requests so broken that they never become one: Node reports them on the socket, and the answer is
// written by hand, in the same shape as every other.
import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ApiError } from '@ledgerway/contracts';
import { refusal } from './answer.js';
import {
  headersTooLarge,
  malformedRequest,
  methodNotAllowed,
  requestLineTooLong,
} from './edge-errors.js';
import { maxRequestLineBytes } from './limits.js';
import { newRequestId } from './request-id.js';

/** Sockets on which an answer is due: a second one in between would be taken for it. */
export class BusySockets {
  private readonly busy = new WeakMap<Duplex, number>();

  began(socket: Duplex): void {
    this.busy.set(socket, (this.busy.get(socket) ?? 0) + 1);
  }

  ended(socket: Duplex): void {
    this.busy.set(socket, (this.busy.get(socket) ?? 1) - 1);
  }

  has(socket: Duplex): boolean {
    return (this.busy.get(socket) ?? 0) > 0;
  }
}

/** Fastify's `clientErrorHandler`: what Node's parser or its timers have given up on. */
export const answerClientError =
  (busy: BusySockets) =>
  (error: ClientError, socket: Socket): void => {
    const answerable = error.code !== 'ECONNRESET' && socket.writable && !busy.has(socket);
    if (answerable) writeError(socket, clientErrorOf(error));
    else socket.destroy();
  };

/** `rawPacket`: a buffer with what Node was reading when it gave up. */
type ClientError = Error & { readonly code?: string; readonly rawPacket?: unknown };

function clientErrorOf({ code, rawPacket }: ClientError): ApiError & { httpStatus?: number } {
  if (code === 'HPE_HEADER_OVERFLOW') {
    const text = Buffer.isBuffer(rawPacket) ? rawPacket.toString('latin1') : '';
    const [firstLine = ''] = text.split('\r\n', 1);
    const isRequestLine = /^[A-Z]+ \S/.test(firstLine) && firstLine.length > maxRequestLineBytes;
    return isRequestLine ? requestLineTooLong() : headersTooLarge();
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return { ...malformedRequest('The request took too long to arrive.'), httpStatus: 408 };
  return malformedRequest();
}

/** `CONNECT` and expectations we do not know would otherwise end without a word of ours. */
export function answerOddRequests(server: Server): void {
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    writeError(socket, methodNotAllowed('CONNECT', request.url ?? '', 'no tunnels'));
  });
  server.on('checkExpectation', (request, response) => {
    const error = malformedRequest(`Unknown expectation: ${request.headers.expect}`);
    const { body } = refusal(error);
    response.writeHead(error.status, closingHeaders(body)).end(body);
  });
}

const closingHeaders = (body: string) => ({
  'content-type': 'application/json',
  'content-length': Buffer.byteLength(body),
  'request-id': newRequestId(Date.now()),
  connection: 'close',
});

function writeError(socket: Duplex, error: ApiError & { httpStatus?: number }): void {
  const { body } = refusal(error);
  const status = error.httpStatus ?? error.status;
  const lines = Object.entries(closingHeaders(body)).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n`;
  socket.end(head + body, () => socket.destroy());
}
