// Writes go to the payments service as commands, and their outcomes come back as replies.
import {
  rejectionToApiError,
  streamIdOf,
  type Core,
  type RejectionContext,
  type ReplyRecord,
  type Tenant,
} from '@ledgerway/contracts';
import type { Charge, ChargeCommand } from '@ledgerway/domain';
import type { CommandClient } from '@ledgerway/messaging';
import { ApiException, unavailable } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import type { SeenPositions } from '../queries/seen-positions.js';

export type CommandSender = Pick<CommandClient, 'send'>;

export class ChargeCommands {
  constructor(
    private readonly sender: CommandSender,
    private readonly seen: SeenPositions,
    private readonly waitMs: number,
  ) {}

  /**
   * The charge as the command's outcome left it. Throws the refusal of the contract if it was
   * rejected, and 503 if no outcome came in time: the command is durable and goes on.
   */
  async send(
    tenant: Tenant,
    operation: Operation,
    core: Core,
    command: ChargeCommand,
    context: Omit<RejectionContext, 'charge'>,
  ): Promise<Charge> {
    const reply = await this.reply(operation, core, command);
    this.seen.remember(tenant, reply.partition, reply.position);
    const { outcome, charge } = reply;
    if (outcome.kind === 'rejected')
      throw new ApiException(rejectionToApiError[outcome.reason]({ ...context, charge }));
    if (charge === null) throw new Error(`No charge in the reply to command ${reply.commandId}`);
    return charge;
  }

  private async reply(
    operation: Operation,
    core: Core,
    command: ChargeCommand,
  ): Promise<ReplyRecord> {
    const { origin } = operation;
    const record = { id: operation.commandId(), streamId: streamIdOf(core), origin, command };
    const reply = await this.sender.send(record, this.waitMs);
    if (reply === undefined)
      throw unavailable('This is taking longer than usual and is still going on. Please try again.');
    return reply;
  }
}
