// Writes go to the payments service as commands, and their outcomes come back as replies.
import {
  streamIdOf,
  type ApiError,
  type Core,
  type ReplyRecord,
  type Tenant,
} from '@ledgerway/contracts';
import type { StreamCommand, StreamRejection, StreamState } from '@ledgerway/domain';
import { ReplyTimeout, type CommandClient } from '@ledgerway/messaging';
import type { Logger } from '@ledgerway/platform';
import { ApiException, unavailable } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import type { SeenPositions } from '../queries/seen-positions.js';

export type CommandSender = Pick<CommandClient, 'send'>;

export type CommandsOptions = {
  readonly sender: CommandSender;
  readonly seen: SeenPositions;
  readonly log: Pick<Logger, 'warn'>;
  /** How long a request waits for the outcome. */
  readonly waitMs: number;
};

/** What to answer when a command is refused; `state` is the stream as the refusal left it. */
export type Refuse = (reason: StreamRejection, state: StreamState) => ApiError | Promise<ApiError>;

export class Commands {
  /** Commands whose outcome somebody waits for. */
  waiting = 0;

  constructor(private readonly options: CommandsOptions) {}

  /**
   * The stream as the command's outcome left it. Throws what `refuse` makes of a rejection, and 503
   * if no outcome came in time: the command is durable and goes on. `step` tells the commands of one
   * operation apart, if it has several.
   */
  async send(
    tenant: Tenant,
    operation: Operation,
    core: Core,
    command: StreamCommand,
    refuse: Refuse,
    step?: string,
  ): Promise<StreamState> {
    const reply = await this.reply(operation, core, command, step);
    this.options.seen.remember(tenant, reply.partition, reply.position);
    const { outcome, state } = reply;
    if (outcome.kind === 'rejected') throw new ApiException(await refuse(outcome.reason, state));
    return state;
  }

  private async reply(
    operation: Operation,
    core: Core,
    command: StreamCommand,
    step: string | undefined,
  ): Promise<ReplyRecord> {
    const { sender, log, waitMs } = this.options;
    const { origin } = operation;
    const record = { id: operation.commandId(step), streamId: streamIdOf(core), origin, command };
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
