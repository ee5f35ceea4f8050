// The last stop of everything that went wrong: whatever was thrown, the client gets an error of the
// contract. SDKs take a body without an `error` object for a success, at any status.
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { ApiError } from '@ledgerway/contracts';
import { QueueFull } from '@ledgerway/messaging';
import { QueueFullError, type Logger } from '@ledgerway/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MalformedInput } from '../form/form-value.js';
import { ApiException, refusal, unavailable, type Answer } from './answer.js';
import {
  bodyTooLarge,
  internalError,
  malformedRequest,
  unrecognizedUrl,
  unsupportedBody,
} from './edge-errors.js';
import { isPassingTrouble } from './passing-trouble.js';
import { identify } from './response-headers.js';
import { sendAnswer } from './send-answer.js';

@Catch()
export class ErrorAnswers implements ExceptionFilter {
  constructor(private readonly log: Pick<Logger, 'error'>) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const answer = answerOf(thrown, request);
    if (answer.status === 500)
      this.log.error(
        { err: thrown, requestId: request.id, method: request.method },
        'request failed',
      );
    if (!reply.sent) sendAnswer(reply, answer);
  }
}

/** A URL that the router cannot even read; it reaches neither hooks nor filters. */
export function answerFrameworkError(
  error: Error,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const status = (error as { statusCode?: number }).statusCode;
  const { method, url } = request.raw;
  const refused =
    status === 400
      ? malformedRequest('The URL is not valid percent-encoded UTF-8.')
      : unrecognizedUrl(method ?? '', url ?? '');
  identify(request, reply);
  sendAnswer(reply, refusal(refused));
}

function answerOf(thrown: unknown, request: FastifyRequest): Answer {
  if (thrown instanceof ApiException) return refusal(thrown.error, thrown.headers);
  if (thrown instanceof MalformedInput)
    return refusal({ ...malformedRequest(thrown.message), param: thrown.param });
  if (thrown instanceof HttpException) return refusal(frameworkRefusal(thrown, request));
  if (clientWentAway(thrown, request)) return refusal(malformedRequest());
  if (thrown instanceof QueueFull || thrown instanceof QueueFullError)
    return tryAgain('Too much is waiting already. Please try again shortly.');
  if (isPassingTrouble(thrown))
    return tryAgain('The service is not ready at this moment. Please try again shortly.');
  return refusal(internalError());
}

/** Nobody will read the answer, but it is not our failure and must not be logged as one. */
const clientWentAway = (thrown: unknown, { raw }: FastifyRequest): boolean =>
  !raw.complete && (thrown as { code?: string } | null)?.code === 'ECONNRESET';

function tryAgain(message: string): Answer {
  const { error, headers } = unavailable(message);
  return refusal(error, headers);
}

/** Fastify's own refusals, as Nest hands them on. */
function frameworkRefusal(thrown: HttpException, request: FastifyRequest): ApiError {
  switch (thrown.getStatus()) {
    case 404:
      return unrecognizedUrl(request.method, request.url);
    case 413:
      return bodyTooLarge();
    case 415:
      return unsupportedBody();
    default:
      return thrown.getStatus() < 500 ? malformedRequest() : internalError();
  }
}
