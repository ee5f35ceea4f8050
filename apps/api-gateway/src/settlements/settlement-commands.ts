// Commands to the streams of settlement, which belong to the operator.
import { rejectionToApiError, type Core } from '@ledgerway/contracts';
import { operatorId, type StreamCommand, type StreamState } from '@ledgerway/domain';
import type { Commands } from '../commands/commands.js';
import type { Operation } from '../idempotency/operation.js';

/** Whose writes the operator's reads must include: settlement has no other tenant, in either mode. */
export const settlementTenant = { merchantId: operatorId, livemode: true };

export class SettlementCommands {
  constructor(private readonly commands: Commands) {}

  /**
   * Refuses (400) what the stream refuses.
   *
   * @param id what the command is about, as refusals name it
   * @param step tells the commands of one operation apart
   */
  send(
    operation: Operation,
    core: Core,
    command: StreamCommand,
    id: string,
    step?: string,
  ): Promise<StreamState> {
    return this.commands.send(
      settlementTenant,
      operation,
      core,
      command,
      (reason, state) => rejectionToApiError[reason]({ operation: 'create', id, state }),
      step,
    );
  }
}
