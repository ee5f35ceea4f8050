// What can be done to payment intents. Each is one command to the intent's stream; what has to
// happen to its method in another stream happens before it, or after it has paid.
import {
  chargeAmountRefusal,
  deriveSuffix,
  idOf,
  type CancelPaymentIntentParams,
  type CapturePaymentIntentParams,
  type ConfirmPaymentIntentParams,
  type Core,
  type CreatePaymentIntentParams,
  type RejectionContext,
  type Tenant,
  type UpdatePaymentIntentParams,
} from '@ledgerway/contracts';
import {
  emptyStreamState,
  type PaymentIntent,
  type StreamCommand,
  type StreamState,
} from '@ledgerway/domain';
import type { FeeSchedules } from '../accounts/fee-schedules.js';
import type { Commands } from '../commands/commands.js';
import { referencedCustomer } from '../customers/living-customer.js';
import { ApiException } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import type { ChosenMethod, MethodSources } from '../payment-methods/method-sources.js';
import { intentKind } from '../streams/kinds.js';
import { coreOfId, type StreamReader } from '../streams/stream-reader.js';
import type { Confirmations } from './confirmations.js';
import {
  changesAtCapture,
  changesAtConfirmation,
  changesAtUpdate,
  intentFrom,
} from './intent-requests.js';
import type { IntentRefusals } from './intent-refusals.js';
import type { PaymentAttempts } from './payment-attempts.js';

export type PaymentIntentsOptions = {
  readonly commands: Commands;
  readonly reader: StreamReader;
  readonly methods: MethodSources;
  readonly attempts: PaymentAttempts;
  readonly confirmations: Confirmations;
  readonly refusals: IntentRefusals;
  readonly fees: FeeSchedules;
};

export class PaymentIntents {
  constructor(private readonly options: PaymentIntentsOptions) {}

  /** Refuses (402, or 400) an attempt that comes to nothing; the intent exists all the same. */
  async create(
    tenant: Tenant,
    operation: Operation,
    params: CreatePaymentIntentParams,
  ): Promise<StreamState> {
    const { reader, methods, confirmations, fees } = this.options;
    const core = operation.core();
    if (params.customer !== undefined) await referencedCustomer(reader, tenant, params.customer);
    const method = await methods.methodFor(tenant, operation, params, core);
    const confirm =
      params.confirm === true ? await confirmations.of(tenant, operation, core, params) : null;
    const schedule = await fees.of(tenant.merchantId);
    const intent = intentFrom(tenant, operation, params, method?.snapshot ?? null, schedule);
    const command: StreamCommand = {
      type: 'CreatePaymentIntent',
      intent,
      newMethod: method?.newMethod ?? null,
      confirm,
      at: operation.createdAtMs,
    };
    const asked = { operation: 'create', id: intent.id } as const;
    if (confirm === null) return this.send(tenant, operation, asked, command);
    const before = emptyStreamState;
    return this.options.attempts.begin(tenant, operation, asked, { command, method, before });
  }

  async update(
    tenant: Tenant,
    operation: Operation,
    id: string,
    params: UpdatePaymentIntentParams,
  ): Promise<StreamState> {
    const { reader, methods } = this.options;
    const { object: intent } = await reader.find(tenant, intentKind, id);
    refuseAmount(params, intent);
    if (params.customer !== undefined) await referencedCustomer(reader, tenant, params.customer);
    const method = await methods.methodFor(tenant, operation, params, coreOfId(intentKind, id));
    return this.send(
      tenant,
      operation,
      { operation: 'update', id },
      {
        type: 'UpdatePaymentIntent',
        caller: tenant,
        changes: { ...changesAtUpdate(params, intent.details), method: method?.snapshot },
        newMethod: method?.newMethod ?? null,
        at: operation.createdAtMs,
      },
    );
  }

  /** Refuses (402, or 400) an attempt that comes to nothing. */
  async confirm(
    tenant: Tenant,
    operation: Operation,
    id: string,
    params: ConfirmPaymentIntentParams,
  ): Promise<StreamState> {
    const { reader, confirmations } = this.options;
    const { object: intent, state } = await reader.find(tenant, intentKind, id);
    const core = coreOfId(intentKind, id);
    // Once the acquirer was asked, nothing can be chosen; and so no method is made, or spent.
    const method = isOpen(intent) ? await this.chosen(tenant, operation, intent, params) : null;
    const command: StreamCommand = {
      type: 'ConfirmPaymentIntent',
      caller: tenant,
      changes: { ...changesAtConfirmation(params, intent.details), method: method?.snapshot },
      newMethod: method?.newMethod ?? null,
      confirm: await confirmations.of(tenant, operation, core, params),
      at: operation.createdAtMs,
    };
    const asked = { operation: 'confirm', id } as const;
    const begun = { command, method, before: state };
    return this.options.attempts.begin(tenant, operation, asked, begun);
  }

  capture(
    tenant: Tenant,
    operation: Operation,
    id: string,
    params: CapturePaymentIntentParams,
  ): Promise<StreamState> {
    const core = coreOfId(intentKind, id);
    const asked = params.amount_to_capture;
    const amount = asked === undefined ? null : BigInt(asked);
    return this.send(
      tenant,
      operation,
      { operation: 'capture', id, amount },
      {
        type: 'CapturePaymentIntent',
        caller: tenant,
        captureId: idOf('cap', core, deriveSuffix(operation.commandId(), 'capture')),
        amount,
        releaseId: idOf('re', core, deriveSuffix(operation.commandId(), 'release')),
        changes: changesAtCapture(params),
        at: operation.createdAtMs,
      },
    );
  }

  cancel(
    tenant: Tenant,
    operation: Operation,
    id: string,
    params: CancelPaymentIntentParams,
  ): Promise<StreamState> {
    const core = coreOfId(intentKind, id);
    return this.send(
      tenant,
      operation,
      { operation: 'cancel', id },
      {
        type: 'CancelPaymentIntent',
        caller: tenant,
        refundId: idOf('re', core, deriveSuffix(operation.commandId(), 'cancel')),
        reason: params.cancellation_reason ?? null,
        at: operation.createdAtMs,
      },
    );
  }

  /** The method that is named now, or the intent's own as it is by now. */
  private async chosen(
    tenant: Tenant,
    operation: Operation,
    { id, method }: PaymentIntent,
    params: ConfirmPaymentIntentParams,
  ): Promise<ChosenMethod | null> {
    const core: Core = coreOfId(intentKind, id);
    const { methods } = this.options;
    const named = await methods.methodFor(tenant, operation, params, core);
    if (named !== null || method === null) return named;
    return methods.methodFor(tenant, operation, { payment_method: method.id }, core);
  }

  private send(
    tenant: Tenant,
    operation: Operation,
    asked: Omit<RejectionContext, 'state'>,
    command: StreamCommand,
  ): Promise<StreamState> {
    const { commands, refusals } = this.options;
    const core = coreOfId(intentKind, asked.id);
    return commands.send(tenant, operation, core, command, refusals.of(tenant, asked));
  }
}

const openStatuses: readonly PaymentIntent['status'][] = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
];
const isOpen = ({ status }: PaymentIntent) => openStatuses.includes(status);

/** A new amount has to be right in the currency, and a new currency for the amount. */
function refuseAmount(params: UpdatePaymentIntentParams, { details }: PaymentIntent): void {
  if (params.amount === undefined && params.currency === undefined) return;
  const { amount = details.amount, currency = details.currency } = params;
  const refused = chargeAmountRefusal(amount, currency);
  if (refused !== undefined) throw new ApiException(refused);
}
