// What can be done to charges: each is one command, named by its operation and answered with the
// charge as the command left it.
import {
  declineToApiError,
  deriveSuffix,
  idOf,
  type CaptureChargeParams,
  type CreateChargeParams,
  type Tenant,
  type UpdateChargeParams,
} from '@ledgerway/contracts';
import { chargeOf, feeRateOf, type Charge, type StreamState } from '@ledgerway/domain';
import type { FeeSchedules } from '../accounts/fee-schedules.js';
import type { Commands } from '../commands/commands.js';
import { refusing } from '../commands/refusing.js';
import { ApiException, ok, unavailable, type Answer } from '../edge/answer.js';
import type { Expander } from '../expand/expander.js';
import type { Operation } from '../idempotency/operation.js';
import type { MethodSources } from '../payment-methods/method-sources.js';
import { chargeKind, customerKind } from '../streams/kinds.js';
import { coreOfId, type StreamReader } from '../streams/stream-reader.js';
import { changesAtCapture, changesFrom, termsFrom } from './charge-requests.js';

export type ChargesOptions = {
  readonly commands: Commands;
  readonly methods: MethodSources;
  readonly reader: StreamReader;
  readonly expander: Expander;
  readonly fees: FeeSchedules;
};

export class Charges {
  constructor(private readonly options: ChargesOptions) {}

  /** Refuses (402) with the decline of the issuer; the failed charge exists all the same. */
  async create(tenant: Tenant, operation: Operation, params: CreateChargeParams): Promise<Answer> {
    const core = operation.core();
    const chargeId = idOf('ch', core);
    const { customer, source } = params;
    const { methods, fees } = this.options;
    const payer = await methods.chargeableFor(tenant, { customer, source }, chargeId);
    const rate = feeRateOf(await fees.of(tenant.merchantId), 'card');
    const terms = termsFrom(tenant, chargeId, payer, rate, params);
    const state = await this.options.commands.send(
      tenant,
      operation,
      core,
      { type: 'CreateCharge', terms, at: operation.createdAtMs },
      refusing(this.options.reader, tenant, chargeKind, {
        operation: 'create',
        id: chargeId,
        amount: terms.amount,
      }),
    );
    const charge = chargeIn(state, chargeId);
    if (charge.status === 'declined') throw new ApiException(declineToApiError(charge));
    if (charge.status === 'requested' || charge.status === 'unknown')
      throw unavailable('The acquirer has not answered yet. Please try again.');
    return ok(await this.options.expander.charge(tenant, charge, params.expand ?? []));
  }

  async capture(
    tenant: Tenant,
    operation: Operation,
    chargeId: string,
    params: CaptureChargeParams,
  ): Promise<Answer> {
    const core = coreOfId(chargeKind, chargeId);
    const commandId = operation.commandId();
    const { amount } = params;
    const state = await this.options.commands.send(
      tenant,
      operation,
      core,
      {
        type: 'CaptureCharge',
        chargeId,
        caller: tenant,
        captureId: idOf('cap', core, deriveSuffix(commandId, 'capture')),
        amount: amount ?? null,
        final: true,
        releaseId: idOf('re', core, deriveSuffix(commandId, 'release')),
        changes: changesAtCapture(params),
        at: operation.createdAtMs,
      },
      refusing(this.options.reader, tenant, chargeKind, {
        operation: 'capture',
        id: chargeId,
        amount,
      }),
    );
    return this.answer(tenant, state, chargeId, params.expand);
  }

  async update(
    tenant: Tenant,
    operation: Operation,
    chargeId: string,
    params: UpdateChargeParams,
  ): Promise<Answer> {
    const core = coreOfId(chargeKind, chargeId);
    if (params.customer !== undefined)
      await this.options.reader.reference(tenant, customerKind, params.customer, 'customer');
    const at = operation.createdAtMs;
    const state = await this.options.commands.send(
      tenant,
      operation,
      core,
      { type: 'UpdateCharge', chargeId, caller: tenant, changes: changesFrom(params), at },
      refusing(this.options.reader, tenant, chargeKind, { operation: 'update', id: chargeId }),
    );
    return this.answer(tenant, state, chargeId, params.expand);
  }

  private async answer(
    tenant: Tenant,
    state: StreamState,
    chargeId: string,
    expand: readonly string[] = [],
  ): Promise<Answer> {
    return ok(await this.options.expander.charge(tenant, chargeIn(state, chargeId), expand));
  }
}

function chargeIn(state: StreamState, chargeId: string): Charge {
  const charge = chargeOf(state, chargeId);
  if (charge === null) throw new Error(`No charge ${chargeId} in the reply to its command`);
  return charge;
}
