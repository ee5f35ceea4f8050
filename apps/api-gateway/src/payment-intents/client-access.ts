// What a payer's browser may do with an intent. Its publishable key is public, so it has to show the
// intent's client secret as well, and is shown and may change nothing that is the merchant's.
import {
  invalidRequest,
  missingParameter,
  withoutSecrets,
  type ConfirmPaymentIntentParams,
} from '@ledgerway/contracts';
import { ApiException, ok, type Answer } from '../edge/answer.js';
import type { Caller } from '../edge/caller.js';
import type { PublicObjects } from '../objects/public-objects.js';

const merchantsOwn = [
  'allowed_payment_method_types',
  'capture_method',
  'off_session',
  'payment_method_types',
] as const satisfies readonly (keyof ConfirmPaymentIntentParams)[];

/** Refuses (400) a parameter of a confirmation that is not for the payer to decide. */
export function refuseMerchantsOwn(caller: Caller, params: ConfirmPaymentIntentParams): void {
  if (caller.kind !== 'publishable') return;
  const param = merchantsOwn.find((name) => params[name] !== undefined);
  if (param === undefined) return;
  const message = `The parameter ${param} cannot be used with a publishable API key.`;
  throw new ApiException(invalidRequest(message, { param }));
}

export class ClientAccess {
  constructor(private readonly objects: PublicObjects) {}

  /**
   * Refuses (400) a publishable key without the intent's own client secret, and a wrong secret
   * whoever sends it. Nothing is looked up: the answer does not tell whether the intent exists.
   */
  check(caller: Caller, intentId: string, clientSecret: string | undefined): void {
    if (clientSecret === undefined) {
      if (caller.kind === 'publishable') throw new ApiException(missingParameter('client_secret'));
      return;
    }
    if (!this.objects.isClientSecret(intentId, clientSecret)) throw new ApiException(wrongSecret());
  }

  /** The answer with the object as the caller may see it; of a refusal too. */
  async answer(caller: Caller, object: () => Promise<object>): Promise<Answer> {
    if (caller.kind !== 'publishable') return ok(await object());
    try {
      return ok(withoutSecrets(await object()));
    } catch (error) {
      if (!(error instanceof ApiException)) throw error;
      throw new ApiException(withoutSecrets(error.error), error.headers);
    }
  }
}

const wrongSecret = () =>
  invalidRequest(
    'The client_secret provided does not match any associated intent on this account. Ensure that ' +
      'it is the one of this intent, and that the key used belongs to the account that made it.',
    { code: 'resource_missing', param: 'client_secret' },
  );
