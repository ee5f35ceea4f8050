// Sends commands and waits for their replies: a request and its answer over two topics of the log.
import {
  coreOf,
  decodeReplyRecord,
  encodeCommandRecord,
  headers,
  partitionOf,
  topics,
  UnreadableRecord,
  type CommandRecord,
  type ReplyRecord,
} from '@ledgerway/contracts';
import { silent, type Diagnostics } from './diagnostics.js';
import {
  QueueFull,
  type LogRecord,
  type MessageLog,
  type RecordBatch,
  type RunningSubscription,
} from './port.js';

export type CommandClientOptions = {
  readonly log: MessageLog;
  /** Unique for each process. */
  readonly instance: string;
  /** Of the commands topic: the installation's partition count. */
  readonly partitions: number;
  /** Of the replies topic: where this process reads its answers, perhaps beside other processes. */
  readonly replyPartition: number;
  /** The most that may wait at once. */
  readonly maxWaiting?: number;
  /** A reply can be lost with the process that owed it: after this time the command is sent again. */
  readonly askAgainMs?: number;
  readonly logger?: Diagnostics;
};

/**
 * No answer in time. The command may be carried out all the same: its sender asks again under the
 * same command id, and then gets the answer to the first one.
 */
export class ReplyTimeout extends Error {
  override readonly name = 'ReplyTimeout';
}

type Waiter = {
  readonly resolve: (reply: ReplyRecord) => void;
  readonly reject: (error: Error) => void;
};

export class CommandClient {
  /** By command id: a retry may wait for the same answer as the request before it. */
  private readonly waiting = new Map<string, Set<Waiter>>();
  private waiters = 0;
  private reading: RunningSubscription | undefined;

  constructor(private readonly options: CommandClientOptions) {}

  /** Starts to read replies. What is sent once this has resolved finds its reply. */
  async start(): Promise<void> {
    const { log, instance, replyPartition } = this.options;
    const tails = await log.tails(topics.replies);
    const tail = tails.get(replyPartition);
    if (tail === undefined) throw new Error(`There is no reply partition ${replyPartition}`);
    // Not 'latest': if the reader has to begin anew it must go on where it was.
    let position = tail;
    this.reading = await log.subscribe({
      topic: topics.replies,
      group: `replies-${instance}`,
      partitions: [replyPartition],
      start: async () => new Map([[replyPartition, position]]),
      handle: async ({ records }: RecordBatch) => {
        for (const record of records) this.take(record);
        position = records.at(-1)!.offset + 1n;
      },
    });
  }

  /**
   * Publishes the command, and again while no answer comes, also if somebody waits for its answer
   * already: what became of an earlier sending is unknown, and a repeated command changes nothing.
   *
   * @throws ReplyTimeout after `waitMs`, or when the client stops: the outcome is unknown
   * @throws QueueFull when too many wait already: nothing was sent
   * @throws what publishing throws: the outcome is unknown, except for QueueFull
   */
  async send(record: Omit<CommandRecord, 'replyTo'>, waitMs: number): Promise<ReplyRecord> {
    const { partitions, replyPartition, maxWaiting = 10_000, askAgainMs = 3_000 } = this.options;
    if (this.reading === undefined) throw new Error('The command client is not started');
    if (this.waiters >= maxWaiting) throw new QueueFull(`${maxWaiting} commands wait already`);
    const reply = this.waitFor(record.id, waitMs);
    const command = {
      partition: partitionOf(coreOf(record.streamId), partitions),
      headers: { [headers.commandId]: record.id },
      value: encodeCommandRecord({ ...record, replyTo: replyPartition }),
    };
    const publish = () => this.options.log.publish(topics.commands, [command]);
    publish().catch((error: Error) => reply.giveUp(error));
    const asking = setInterval(() => publish().catch(() => undefined), askAgainMs);
    return reply.promise.finally(() => clearInterval(asking));
  }

  /** Whoever still waits gets a ReplyTimeout. */
  async stop(): Promise<void> {
    const reading = this.reading;
    this.reading = undefined;
    await reading?.stop();
    const stopped = new ReplyTimeout('The process stopped before the answer came');
    for (const waiters of [...this.waiting.values()])
      for (const waiter of [...waiters]) waiter.reject(stopped);
  }

  private waitFor(
    commandId: string,
    waitMs: number,
  ): { promise: Promise<ReplyRecord>; giveUp: (error: Error) => void } {
    const { promise, resolve, reject } = Promise.withResolvers<ReplyRecord>();
    const together = this.waiting.get(commandId) ?? new Set();
    this.waiting.set(commandId, together);
    const end = (): void => {
      clearTimeout(timer);
      if (!together.delete(waiter)) return;
      this.waiters--;
      if (together.size === 0 && this.waiting.get(commandId) === together)
        this.waiting.delete(commandId);
    };
    const giveUp = (error: Error): void => {
      end();
      reject(error);
    };
    const waiter: Waiter = {
      resolve: (reply) => {
        end();
        resolve(reply);
      },
      reject: giveUp,
    };
    const timer = setTimeout(
      () => giveUp(new ReplyTimeout(`No answer to command ${commandId} in ${waitMs} ms`)),
      waitMs,
    );
    together.add(waiter);
    this.waiters++;
    return { promise, giveUp };
  }

  private take(record: LogRecord): void {
    // Other processes may read the same partition: most records are not worth decoding then.
    const commandId = record.headers[headers.commandId];
    if (commandId !== undefined && !this.waiting.has(commandId)) return;
    const reply = this.read(record);
    if (reply === undefined) return;
    for (const waiter of [...(this.waiting.get(reply.commandId) ?? [])]) waiter.resolve(reply);
  }

  private read({ offset, value }: LogRecord): ReplyRecord | undefined {
    try {
      return decodeReplyRecord(value);
    } catch (err) {
      if (!(err instanceof UnreadableRecord)) throw err;
      const { logger = silent } = this.options;
      logger.warn({ err, offset: String(offset) }, 'a reply cannot be read; its sender asks again');
      return undefined;
    }
  }
}
