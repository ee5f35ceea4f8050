import type { ApiError } from '@ledgerway/contracts';
import { renderError } from '@ledgerway/contracts';

/** A finished answer: its body is the exact text that is sent, and sent again on a replay. */
export class Answer {
  constructor(
    readonly status: number,
    readonly body: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}
}

export const ok = (object: unknown): Answer => new Answer(200, JSON.stringify(object));

export const refusal = (error: ApiError, headers: Readonly<Record<string, string>> = {}): Answer =>
  new Answer(error.status, JSON.stringify(renderError(error)), headers);

/**
 * A request that ends here with an error of the contract. Thrown at the edge only, where a handler
 * has nobody to return a refusal to.
 */
export class ApiException extends Error {
  override readonly name = 'ApiException';
  constructor(
    readonly error: ApiError,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(error.message);
  }
}

/** The same error for an id in a body: there, the id of nothing is a wrong parameter (400). */
export const wrongReference = (error: ApiError): ApiException =>
  new ApiException({ ...error, status: 400 });

/** Tells the SDKs that the very same request is worth another attempt. */
export const worthRetrying = { 'Stripe-Should-Retry': 'true' } as const;

/** 503: we could not finish in time or at all; nothing is known to have gone wrong for good. */
export const unavailable = (message: string): ApiException =>
  new ApiException({ status: 503, type: 'api_error', message }, worthRetrying);
