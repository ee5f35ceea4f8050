// A method without a customer serves one payment. If it stands in another stream than the payment,
// it is taken there first, and only for a payment that can be.
import { parseId, rejectionToApiError, type Core, type Tenant } from '@ledgerway/contracts';
import {
  emptyStreamState,
  stream,
  type PaymentIntentDetails,
  type PaymentMethod,
  type StreamCommand,
  type StreamState,
} from '@ledgerway/domain';
import { ApiException } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import type { MethodCommands } from '../payment-methods/method-commands.js';
import type { ChosenMethod } from '../payment-methods/method-sources.js';
import { coreOfId } from '../streams/stream-reader.js';
import { intentKind } from '../streams/kinds.js';
import { isToBeKept } from './saved-methods.js';

/** What is about to begin. */
export type Attempt = {
  readonly command: StreamCommand;
  readonly method: ChosenMethod | null;
  /** The intent's stream as it was. */
  readonly before: StreamState;
};

export class MethodClaims {
  constructor(private readonly methods: MethodCommands) {}

  /** Refuses (400) a method that was used up by another payment, or was detached. */
  async claim(
    tenant: Tenant,
    operation: Operation,
    intentId: string,
    { command, method, before }: Attempt,
  ): Promise<void> {
    const kept = method?.kept ?? null;
    if (kept === null || kept.customer !== null) return;
    if (standsIn(kept, coreOfId(intentKind, intentId))) return;
    const terms = termsOfAttempt(command, before);
    if (terms === undefined) return; // The command itself will be refused, and says why.
    if (isToBeKept(terms)) refuseUnlessFree(tenant, kept, terms.customer ?? '');
    else await this.methods.useUp(tenant, operation, kept.id, intentId);
  }
}

const standsIn = ({ id }: PaymentMethod, core: Core) => parseId(id)?.core === core;

/** The terms under which the command would begin an attempt; none if it would be refused. */
function termsOfAttempt(
  command: StreamCommand,
  before: StreamState,
): PaymentIntentDetails | undefined {
  const decision = stream.decide(command, before);
  if (!decision.accepted) return undefined;
  return decision.events.find((event) => event.type === 'PaymentIntentConfirmed')?.details;
}

/** A method that is to be kept is not used up: but it has to be one that can still be kept. */
function refuseUnlessFree(caller: Tenant, kept: PaymentMethod, customer: string): void {
  const state = { ...emptyStreamState, paymentMethods: [kept] };
  const attach = { type: 'AttachPaymentMethod', caller, methodId: kept.id, customer } as const;
  const decision = stream.decide({ ...attach, setUp: false, at: kept.createdAt }, state);
  if (decision.accepted) return;
  const asked = { operation: 'confirm', id: kept.id, state } as const;
  throw new ApiException(rejectionToApiError[decision.reason](asked));
}
