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
import { ReplyTimeout, type CommandClient } from '@ledgerway/messaging';
import type { Logger } from '@ledgerway/platform';
import type { ChargeReader } from '../charges/charge-reader.js';
import { ApiException, unavailable } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import type { SeenPositions } from '../queries/seen-positions.js';

export type CommandSender = Pick<CommandClient, 'send'>;

export type ChargeCommandsOptions = {
  readonly sender: CommandSender;
  readonly seen: SeenPositions;
  readonly charges: ChargeReader;
  readonly log: Pick<Logger, 'warn'>;
  /** How long a request waits for the outcome. */
  readonly waitMs: number;
};

export class ChargeCommands {
  /** Commands whose outcome somebody waits for. */
  waiting = 0;

  constructor(private readonly options: ChargeCommandsOptions) {}

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
    this.options.seen.remember(tenant, reply.partition, reply.position);
    const { outcome, charge } = reply;
    // Reading it refuses as well, and knows whether the other mode has such a charge.
    if (outcome.kind === 'rejected' && outcome.reason === 'not_found')
      await this.options.charges.find(tenant, context.chargeId);
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
    const { sender, log, waitMs } = this.options;
    const { origin } = operation;
    const record = { id: operation.commandId(), streamId: streamIdOf(core), origin, command };
    this.waiting++;
    try {
      return await sender.send(record, waitMs);
    } catch (error) {
      if (!(error instanceof ReplyTimeout)) log.warn({ err: error }, 'a command was not sent');
      throw unavailable('This is taking longer than usual and may still happen. Please try again.');
    } finally {
      this.waiting--;
    }
  }
}
