// One attempt to set a method up. The method is attached to its customer before the setup says that
// it has succeeded: there is no moment in which it has, and the method is not the customer's.
import { failedSetupToApiError, type RejectionContext, type Tenant } from '@ledgerway/contracts';
import {
  stream,
  type AttemptError,
  type MethodSnapshot,
  type SetupIntent,
  type StreamCommand,
  type StreamState,
} from '@ledgerway/domain';
import type { Commands } from '../commands/commands.js';
import { ApiException, unavailable } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import type { PublicObjects } from '../objects/public-objects.js';
import type { IntentRefusals } from '../payment-intents/intent-refusals.js';
import type { MethodCommands } from '../payment-methods/method-commands.js';
import type { PaymentsClient } from '../queries/query-client.js';
import { setupIntentKind } from '../streams/kinds.js';
import { coreOfId } from '../streams/stream-reader.js';

export type SetupAttemptsOptions = {
  readonly commands: Commands;
  readonly payments: PaymentsClient;
  readonly objects: PublicObjects;
  readonly methodCommands: MethodCommands;
  readonly refusals: IntentRefusals;
  /** Where the payer's pages live. */
  readonly pagesUrl: () => string;
};

export class SetupAttempts {
  constructor(private readonly options: SetupAttemptsOptions) {}

  /**
   * Refuses (402) a card that its issuer declines.
   *
   * @param before the setup intent's stream as it is
   * @param method null: the one that it has
   */
  async begin(
    tenant: Tenant,
    operation: Operation,
    before: StreamState,
    method: MethodSnapshot | null,
    returnUrl: string | undefined,
  ): Promise<StreamState> {
    const { id } = setupIntentIn(before);
    const command: StreamCommand = {
      type: 'ConfirmSetupIntent',
      caller: tenant,
      confirmId: operation.commandId(),
      method,
      returnUrl: returnUrl ?? null,
      pagesUrl: this.options.pagesUrl(),
      verification: method === null ? null : await this.refusalOfIssuer(tenant, method),
      at: operation.createdAtMs,
    };
    await this.attachIfSucceeding(tenant, operation, command, before, method);
    const state = await this.send(tenant, operation, { operation: 'confirm', id }, command);
    if (!hasFailed(setupIntentIn(state))) return state;
    const clientSecret = this.options.objects.clientSecret(id);
    throw new ApiException(failedSetupToApiError(state, { clientSecret }));
  }

  /**
   * The payer passed or failed the challenge of that attempt. Refuses (400) one that is not open.
   *
   * @param before the setup intent's stream as it is
   */
  async complete(
    tenant: Tenant,
    operation: Operation,
    before: StreamState,
    { attempt, outcome }: { readonly attempt: number; readonly outcome: 'succeeded' | 'failed' },
  ): Promise<StreamState> {
    const { id, method } = setupIntentIn(before);
    const at = operation.createdAtMs;
    const command = { type: 'CompleteSetupAction', caller: tenant, attempt, outcome, at } as const;
    await this.attachIfSucceeding(tenant, operation, command, before, method);
    return this.send(tenant, operation, { operation: 'complete', id }, command);
  }

  private async refusalOfIssuer(
    tenant: Tenant,
    method: MethodSnapshot,
  ): Promise<AttemptError | null> {
    const { card } = method;
    if (card === null) return null;
    const verified = await this.options.payments.ask('payments.verify_card', { ...tenant, card });
    if (verified.kind === 'approved') return null;
    if (verified.kind === 'unknown')
      throw unavailable('The card could not be verified right now. Please try again.');
    const { code, declineCode, message, param } = verified.decline;
    const declined = { code, declineCode, message, param, charge: null, method };
    return { errorType: 'card_error', ...declined };
  }

  private async attachIfSucceeding(
    tenant: Tenant,
    operation: Operation,
    command: StreamCommand,
    before: StreamState,
    method: MethodSnapshot | null,
  ): Promise<void> {
    const { customer, usage } = setupIntentIn(before).details;
    if (customer === null || method === null) return;
    const decision = stream.decide(command, before);
    const succeeds =
      decision.accepted && decision.events.some(({ type }) => type === 'SetupIntentSucceeded');
    if (!succeeds) return;
    const setUp = usage === 'off_session';
    await this.options.methodCommands.attach(tenant, operation, method.id, customer, { setUp });
  }

  private send(
    tenant: Tenant,
    operation: Operation,
    asked: Omit<RejectionContext, 'state'>,
    command: StreamCommand,
  ): Promise<StreamState> {
    const { commands, refusals } = this.options;
    const core = coreOfId(setupIntentKind, asked.id);
    const refuse = refusals.of(tenant, asked);
    return commands.send(tenant, operation, core, command, refuse, asked.operation);
  }
}

export function setupIntentIn({ setupIntent }: StreamState): SetupIntent {
  if (setupIntent === null) throw new Error('No setup intent in its stream');
  return setupIntent;
}

/** A confirmation clears the last error, so one that stands after it is its own. */
const hasFailed = ({ status, lastError }: SetupIntent) =>
  status === 'requires_payment_method' && lastError !== null;
