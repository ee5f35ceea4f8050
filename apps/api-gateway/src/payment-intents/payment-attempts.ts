// One attempt to pay an intent, from the method that it takes to what became of it.
import { failedPaymentToApiError, type RejectionContext, type Tenant } from '@ledgerway/contracts';
import type { StreamState } from '@ledgerway/domain';
import { failpoint } from '@ledgerway/platform';
import type { Commands } from '../commands/commands.js';
import { ApiException } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import type { PublicObjects } from '../objects/public-objects.js';
import { intentKind } from '../streams/kinds.js';
import { coreOfId } from '../streams/stream-reader.js';
import type { IntentRefusals } from './intent-refusals.js';
import type { Attempt, MethodClaims } from './method-claims.js';
import type { SavedMethods } from './saved-methods.js';

export type PaymentAttemptsOptions = {
  readonly commands: Commands;
  readonly refusals: IntentRefusals;
  readonly objects: PublicObjects;
  readonly claims: MethodClaims;
  readonly saved: SavedMethods;
};

export class PaymentAttempts {
  constructor(private readonly options: PaymentAttemptsOptions) {}

  /**
   * The stream once the attempt has come to something: paid, reserved, or waiting for the payer.
   * Refuses one that came to nothing: 402 if it was for the card, 400 otherwise.
   */
  async begin(
    tenant: Tenant,
    operation: Operation,
    asked: Omit<RejectionContext, 'state'>,
    attempt: Attempt,
  ): Promise<StreamState> {
    const { commands, refusals, objects, claims, saved } = this.options;
    await claims.claim(tenant, operation, asked.id, attempt);
    failpoint('gateway.attempt.claimed');
    const core = coreOfId(intentKind, asked.id);
    const refuse = refusals.of(tenant, asked);
    const state = await commands.send(tenant, operation, core, attempt.command, refuse);
    failpoint('gateway.attempt.answered');
    if (hasFailed(state)) {
      const clientSecret = objects.clientSecret(asked.id);
      throw new ApiException(failedPaymentToApiError(state, { clientSecret }));
    }
    await saved.afterPayment(tenant, operation, state);
    return state;
  }
}

/** A confirmation clears the last error, so one that stands after it is its own. */
const hasFailed = ({ intent }: StreamState) =>
  intent?.status === 'requires_payment_method' && intent.lastError !== null;
