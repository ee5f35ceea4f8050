import type Stripe from 'stripe';
import type { Answer } from './merchant.js';

/** What a refusal must say. A member that is null must be absent; one that is not here is free. */
export type Refusal = {
  readonly status: number;
  /** By default `card_error` for 402 and `invalid_request_error` for the rest. */
  readonly type?: string;
  readonly code?: string | null;
  readonly declineCode?: string | null;
  readonly param?: string | null;
  readonly message?: string | RegExp;
};

type WireError = {
  readonly type: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly param?: string;
  readonly message: string;
  readonly charge?: string;
  readonly doc_url?: string;
  readonly payment_intent?: Stripe.PaymentIntent;
  readonly payment_method?: Stripe.PaymentMethod;
  readonly setup_intent?: Stripe.SetupIntent;
};

/** The error that the SDK throws: fails if the call succeeds. */
export async function thrownBy(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: Stripe.errors.StripeError) => ({ error }),
  );
  if ('error' in outcome) return outcome.error;
  throw new Error(`the call succeeded: ${JSON.stringify(outcome.value).slice(0, 500)}`);
}

/** Through the SDK: the call must be refused in exactly these terms. Gives the error of the body. */
export async function expectRefusal(call: Promise<unknown>, expected: Refusal): Promise<WireError> {
  const error = await thrownBy(call);
  if (error.raw === undefined) throw error;
  const body = error.raw as unknown as WireError;
  check({ status: error.statusCode ?? 0, error: body }, expected);
  return body;
}

/** The same of a plain HTTP answer. */
export function expectRefused(answer: Answer, expected: Refusal): WireError {
  const { error } = answer.json as { error?: WireError };
  check({ status: answer.status, error: error ?? ({} as WireError) }, expected);
  expect(answer.headers.get('request-id')).toMatch(/^req_/);
  return error as WireError;
}

function check(actual: { status: number; error: WireError }, expected: Refusal): void {
  const { status, type, code, declineCode, param, message } = expected;
  const { error } = actual;
  const wanted = {
    status,
    type: type ?? (status === 402 ? 'card_error' : 'invalid_request_error'),
    ...(code !== undefined && { code: code ?? undefined }),
    ...(declineCode !== undefined && { decline_code: declineCode ?? undefined }),
    ...(param !== undefined && { param: param ?? undefined }),
    ...(typeof message === 'string' && { message }),
  };
  const told = Object.fromEntries(
    Object.keys(wanted).map((name) => [
      name,
      name === 'status' ? actual.status : error[name as keyof WireError],
    ]),
  );
  // The message comes along, so that a failure can be read without running it again.
  expect({ message: error.message, ...told }).toEqual({ message: error.message, ...wanted });
  expect(error.message).toEqual(expect.any(String));
  if (message instanceof RegExp) expect(error.message).toMatch(message);
}
