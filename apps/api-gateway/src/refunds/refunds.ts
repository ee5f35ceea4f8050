// Refunds live in the stream of their charge: the id of a refund names its charge's stream.
import {
  deriveSuffix,
  idOf,
  parseId,
  renderRefund,
  resourceMissing,
  type PublicRefund,
  type RefundOfChargeParams,
  type Tenant,
} from '@ledgerway/contracts';
import type { Charge } from '@ledgerway/domain';
import { chargeCore, modeOf, type ChargeReader } from '../charges/charge-reader.js';
import type { ChargeCommands } from '../commands/charge-commands.js';
import { ApiException } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';

/** A refund together with the charge as it is after it. */
export type MadeRefund = { readonly charge: Charge; readonly refund: PublicRefund };

export class Refunds {
  constructor(
    private readonly commands: ChargeCommands,
    private readonly charges: ChargeReader,
  ) {}

  async create(
    tenant: Tenant,
    operation: Operation,
    chargeId: string,
    params: RefundOfChargeParams,
  ): Promise<MadeRefund> {
    const core = chargeCore(chargeId);
    const refundId = idOf('re', core, deriveSuffix(operation.commandId(), 'refund'));
    const { amount } = params;
    const charge = await this.commands.send(
      tenant,
      operation,
      core,
      {
        type: 'RefundCharge',
        caller: tenant,
        refundId,
        amount: amount ?? null,
        reason: params.reason ?? null,
        metadata: params.metadata ?? {},
        at: operation.createdAtMs,
      },
      { operation: 'refund', chargeId, amount },
    );
    const refund = renderRefund(charge, refundId);
    if (refund === undefined) throw new Error(`No refund ${refundId} in the reply to its command`);
    return { charge, refund };
  }

  /** Refuses (404) what this account and mode does not have. */
  async find(tenant: Tenant, id: string): Promise<PublicRefund> {
    const refund = await this.refundOf(tenant, id);
    if (refund !== undefined) return refund;
    const other = { ...tenant, livemode: !tenant.livemode };
    const elsewhere = await this.refundOf(other, id);
    throw new ApiException(
      resourceMissing('refund', id, { otherMode: elsewhere && modeOf(other) }),
    );
  }

  private async refundOf(tenant: Tenant, id: string): Promise<PublicRefund | undefined> {
    const parsed = parseId(id);
    if (parsed?.prefix !== 're') return undefined;
    const charge = await this.charges.findByCore(tenant, parsed.core);
    return charge && renderRefund(charge, id);
  }
}
