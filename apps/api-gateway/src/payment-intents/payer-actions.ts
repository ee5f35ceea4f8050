// What payers and their banks do: a challenge or a wallet's page that is passed or failed, and money
// that comes in. Tests do it through helpers, payers on their pages.
import {
  deriveSuffix,
  idOf,
  parseFpsReference,
  rejectionToApiError,
  type Core,
  type Tenant,
} from '@ledgerway/contracts';
import type { MethodType, PaymentIntent, StreamState, UnmatchedCredit } from '@ledgerway/domain';
import type { Commands } from '../commands/commands.js';
import { ApiException } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import { intentKind } from '../streams/kinds.js';
import { coreOfId, type StreamReader } from '../streams/stream-reader.js';
import type { IntentRefusals } from './intent-refusals.js';
import type { SavedMethods } from './saved-methods.js';

export type PayerOutcome = 'succeeded' | 'failed' | 'processing';

/** `creditId` names the transfer: the same one again is the same transfer. */
export type Credit = {
  readonly creditId: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly reference: string;
};

export type ReceivedCredit = {
  readonly state: StreamState;
  readonly bankReference: string;
  /** Null if it paid an intent. */
  readonly unmatched: UnmatchedCredit | null;
};

/** The attempt that is meant: an intent that has moved on since refuses. */
type OpenAttempt = Pick<PaymentIntent, 'id' | 'attempt'>;

/** How the payer of the latest attempt pays, also if that has failed; none before the first. */
export const attemptedType = ({ method, lastError }: PaymentIntent): MethodType | undefined =>
  (method ?? lastError?.method)?.type;

export class PayerActions {
  constructor(
    private readonly commands: Commands,
    private readonly reader: StreamReader,
    private readonly refusals: IntentRefusals,
    private readonly saved: SavedMethods,
  ) {}

  /** Refuses (400) an attempt that waits for nothing like this. A repeated outcome is no news. */
  async complete(
    tenant: Tenant,
    operation: Operation,
    { id, attempt }: OpenAttempt,
    outcome: PayerOutcome,
  ): Promise<StreamState> {
    const at = operation.createdAtMs;
    const state = await this.commands.send(
      tenant,
      operation,
      coreOfId(intentKind, id),
      { type: 'CompleteAction', caller: tenant, attempt, outcome, at },
      this.refusals.of(tenant, { operation: 'complete', id }),
    );
    await this.saved.afterPayment(tenant, operation, state);
    return state;
  }

  /** The same, if the payer's method is one of these: a wallet is not passed like a challenge. */
  async completeWith(
    tenant: Tenant,
    operation: Operation,
    id: string,
    outcome: PayerOutcome,
    types: readonly MethodType[],
  ): Promise<StreamState> {
    const { object: intent, state } = await this.reader.find(tenant, intentKind, id);
    const type = attemptedType(intent);
    if (type !== undefined && types.includes(type))
      return this.complete(tenant, operation, intent, outcome);
    const refuse = this.refusals.of(tenant, { operation: 'complete', id });
    throw new ApiException(await refuse('action_not_open', state));
  }

  /** Money is never turned away: what pays no intent of the account is kept, and told as an event. */
  async receive(tenant: Tenant, operation: Operation, credit: Credit): Promise<ReceivedCredit> {
    const bankReference = `FPS${deriveSuffix('bank reference', credit.creditId)}`;
    const at = operation.createdAtMs;
    const state = await this.commands.send(
      tenant,
      operation,
      (await this.streamFor(tenant, credit.reference)) ?? operation.core(),
      { type: 'ReceiveCredit', caller: tenant, ...credit, bankReference, at },
      (reason, refused) =>
        rejectionToApiError[reason]({ operation: 'create', id: credit.creditId, state: refused }),
    );
    const unmatched = state.credits.find((one) => one.bankReference === bankReference) ?? null;
    return { state, bankReference, unmatched };
  }

  /** The stream of the account's intent that the reference names. */
  private async streamFor(tenant: Tenant, reference: string): Promise<Core | undefined> {
    const core = parseFpsReference(reference)?.core;
    if (core === undefined) return undefined;
    const found = await this.reader.lookUp(tenant, intentKind, idOf('pi', core));
    return found && core;
  }
}
