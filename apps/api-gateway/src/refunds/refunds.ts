// Refunds live in the stream of their charge: the id of a refund names its charge's stream.
import {
  deriveSuffix,
  idOf,
  noSuccessfulCharge,
  renderRefund,
  type CreateRefundParams,
  type PublicRefund,
  type RefundOfChargeParams,
  type Tenant,
  type UpdateRefundParams,
} from '@ledgerway/contracts';
import type { Charge, StreamCommand, StreamState } from '@ledgerway/domain';
import type { Commands } from '../commands/commands.js';
import { refusing } from '../commands/refusing.js';
import { ApiException } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import { chargeKind, intentKind, refundKind } from '../streams/kinds.js';
import { coreOfId, type StreamReader } from '../streams/stream-reader.js';

/** A refund together with the charge as it is after it. */
export type MadeRefund = { readonly charge: Charge; readonly refund: PublicRefund };

export class Refunds {
  constructor(
    private readonly commands: Commands,
    private readonly reader: StreamReader,
  ) {}

  /** A refund of the charge, or of the intent's charge, that the parameters name. */
  async create(tenant: Tenant, operation: Operation, params: CreateRefundParams) {
    const { charge, payment_intent: intentId } = params;
    if (intentId === undefined) return this.ofCharge(tenant, operation, charge ?? '', params);
    const { object } = await this.reader.find(tenant, intentKind, intentId);
    if (object.latestCharge === null) throw new ApiException(noSuccessfulCharge(intentId));
    return this.ofCharge(tenant, operation, object.latestCharge, params);
  }

  async ofCharge(
    tenant: Tenant,
    operation: Operation,
    chargeId: string,
    params: RefundOfChargeParams,
  ): Promise<MadeRefund> {
    const core = coreOfId(chargeKind, chargeId);
    const refundId = idOf('re', core, deriveSuffix(operation.commandId(), 'refund'));
    const { amount } = params;
    const state = await this.commands.send(
      tenant,
      operation,
      core,
      {
        type: 'RefundCharge',
        chargeId,
        caller: tenant,
        refundId,
        amount: amount ?? null,
        reason: params.reason ?? null,
        metadata: params.metadata ?? {},
        at: operation.createdAtMs,
      },
      refusing(this.reader, tenant, chargeKind, { operation: 'refund', id: chargeId, amount }),
    );
    return refundIn(state, refundId);
  }

  async update(tenant: Tenant, operation: Operation, id: string, params: UpdateRefundParams) {
    if (params.metadata === undefined) return this.find(tenant, id);
    const { metadata } = params;
    const at = operation.createdAtMs;
    return this.change(tenant, operation, id, 'update', {
      type: 'UpdateRefund',
      caller: tenant,
      refundId: id,
      metadata,
      at,
    });
  }

  cancel(tenant: Tenant, operation: Operation, id: string): Promise<PublicRefund> {
    const command = { type: 'CancelRefund', caller: tenant, refundId: id } as const;
    return this.change(tenant, operation, id, 'cancel', { ...command, at: operation.createdAtMs });
  }

  /** Refuses (404) what this account and mode does not have. */
  async find(tenant: Tenant, id: string): Promise<PublicRefund> {
    const { state } = await this.reader.find(tenant, refundKind, id);
    return refundIn(state, id).refund;
  }

  private async change(
    tenant: Tenant,
    operation: Operation,
    id: string,
    verb: 'cancel' | 'update',
    command: StreamCommand,
  ): Promise<PublicRefund> {
    const core = coreOfId(refundKind, id);
    const refuse = refusing(this.reader, tenant, refundKind, { operation: verb, id });
    return refundIn(await this.commands.send(tenant, operation, core, command, refuse), id).refund;
  }
}

function refundIn({ charge }: StreamState, refundId: string): MadeRefund {
  const refund = charge === null ? undefined : renderRefund(charge, refundId);
  if (charge === null || refund === undefined)
    throw new Error(`No refund ${refundId} in its stream`);
  return { charge, refund };
}
