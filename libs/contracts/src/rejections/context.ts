// What an answer to a refused command is made of, whatever was refused.
import type { PaymentIntent, SetupIntent, StreamState } from '@ledgerway/domain';
import { resourceMissing, type ApiError } from '../errors.js';
import { renderPaymentIntent } from '../public/payment-intent.js';
import { renderSetupIntent } from '../public/setup-intent.js';

export type Operation =
  | 'attach'
  | 'cancel'
  | 'capture'
  | 'close'
  | 'complete'
  | 'confirm'
  | 'create'
  | 'delete'
  | 'detach'
  | 'fail'
  | 'refund'
  | 'reverse'
  | 'update';

/** What was asked, and of what. */
export type RejectionContext = {
  readonly operation: Operation;
  /** The id that the request named. */
  readonly id: string;
  /** The stream as the refusal left it. */
  readonly state: StreamState;
  /** Minor units, if the request named an amount. */
  readonly amount?: bigint | null;
  /** Shown with the intent in the error; null, or left out, unless the caller may see it. */
  readonly clientSecret?: string | null;
};

export type ToApiError = (context: RejectionContext) => ApiError;

/** How the API calls what an id names, and which parameter it blames for an unknown one. */
const kinds: Readonly<Record<string, readonly [kind: string, param?: string]>> = {
  card: ['source'],
  ch: ['charge'],
  cus: ['customer'],
  du: ['dispute'],
  pi: ['payment_intent', 'intent'],
  pm: ['PaymentMethod', 'payment_method'],
  po: ['payout'],
  re: ['refund'],
  seti: ['setupintent', 'intent'],
};

/** The 404 for an id, in the words for what its prefix promises. */
export function noSuchObject(id: string, otherMode?: 'live' | 'test'): ApiError {
  const [kind, param] = kinds[id.slice(0, id.indexOf('_'))] ?? ['object'];
  return resourceMissing(kind, id, { ...(param && { param }), ...(otherMode && { otherMode }) });
}

/** The intent in an error about it. Throws if there is none: such a refusal cannot be. */
export function refusedIntent({ state }: RejectionContext): PaymentIntent {
  if (state.intent === null) throw new Error('A refusal of a payment intent, and no intent');
  return state.intent;
}

export const shownIntent = ({ state, clientSecret }: RejectionContext) => ({
  paymentIntent: renderPaymentIntent(state, { clientSecret: clientSecret ?? null }),
});

export function refusedSetup({ state }: RejectionContext): SetupIntent {
  if (state.setupIntent === null) throw new Error('A refusal of a setup intent, and no intent');
  return state.setupIntent;
}

export const shownSetup = (context: RejectionContext) => ({
  setupIntent: renderSetupIntent(refusedSetup(context), {
    clientSecret: context.clientSecret ?? null,
  }),
});
