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
import type { ChargeCommands } from '../commands/charge-commands.js';
import { ApiException, ok, unavailable, type Answer } from '../edge/answer.js';
import type { Expander } from '../expand/expander.js';
import type { Operation } from '../idempotency/operation.js';
import type { CardSources } from '../tokens/card-sources.js';
import { chargeCore } from './charge-reader.js';
import { changesAtCapture, changesFrom, termsFrom } from './charge-requests.js';

export class Charges {
  constructor(
    private readonly commands: ChargeCommands,
    private readonly cards: CardSources,
    private readonly expander: Expander,
  ) {}

  /** Refuses (402) with the decline of the issuer; the failed charge exists all the same. */
  async create(tenant: Tenant, operation: Operation, params: CreateChargeParams): Promise<Answer> {
    const core = operation.core();
    const chargeId = idOf('ch', core);
    const card = await this.cards.cardFor(tenant, params.source ?? '', chargeId);
    const terms = termsFrom(tenant, chargeId, card, params);
    const charge = await this.commands.send(
      tenant,
      operation,
      core,
      { type: 'CreateCharge', terms, at: operation.createdAtMs },
      { operation: 'create', chargeId, amount: terms.amount },
    );
    if (charge.status === 'declined') throw new ApiException(declineToApiError(charge));
    if (charge.status === 'requested' || charge.status === 'unknown')
      throw unavailable('The acquirer has not answered yet. Please try again.');
    return ok(await this.expander.charge(tenant, charge, params.expand ?? []));
  }

  async capture(
    tenant: Tenant,
    operation: Operation,
    chargeId: string,
    params: CaptureChargeParams,
  ): Promise<Answer> {
    const core = chargeCore(chargeId);
    const commandId = operation.commandId();
    const { amount } = params;
    const charge = await this.commands.send(
      tenant,
      operation,
      core,
      {
        type: 'CaptureCharge',
        caller: tenant,
        captureId: idOf('cap', core, deriveSuffix(commandId, 'capture')),
        amount: amount ?? null,
        final: true,
        releaseId: idOf('re', core, deriveSuffix(commandId, 'release')),
        changes: changesAtCapture(params),
        at: operation.createdAtMs,
      },
      { operation: 'capture', chargeId, amount },
    );
    return ok(await this.expander.charge(tenant, charge, params.expand ?? []));
  }

  async update(
    tenant: Tenant,
    operation: Operation,
    chargeId: string,
    params: UpdateChargeParams,
  ): Promise<Answer> {
    const core = chargeCore(chargeId);
    const at = operation.createdAtMs;
    const charge = await this.commands.send(
      tenant,
      operation,
      core,
      { type: 'UpdateCharge', caller: tenant, changes: changesFrom(params), at },
      { operation: 'update', chargeId },
    );
    return ok(await this.expander.charge(tenant, charge, params.expand ?? []));
  }
}
