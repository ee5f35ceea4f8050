import {
  coreOf,
  decodeCommandRecord,
  deriveCore,
  encodeReplyRecord,
  headers,
  partitionOf,
  stateFromJson,
  streamIdOf,
  topics,
  type CommandRecord,
  type ReplyRecord,
} from '@ledgerway/contracts';
import { CommandClient, ReplyTimeout, type CommandClientOptions } from './command-client.js';
import { InMemoryMessageLog } from './in-memory/in-memory-message-log.js';
import { QueueFull, type MessageLog, type OutgoingRecord } from './port.js';

const partitions = 16;
const replyPartition = 3;
const longMs = 10_000;
const streamId = streamIdOf(deriveCore(1_767_600_000_000, 'm1', 'test', 'key-1'));

const command = (id: string): Omit<CommandRecord, 'replyTo'> => ({
  id,
  streamId,
  origin: { id: 'req_1', idempotencyKey: 'key-1' },
  command: { type: 'ExpireAuthorization', releaseId: 'rel_1', at: 1_767_600_000_000 },
});

const reply = (commandId: string, position = 7n): ReplyRecord => ({
  commandId,
  partition: 0,
  position,
  outcome: { kind: 'done' },
  state: stateFromJson({}),
});

const replyTo = (id: string, position?: bigint): OutgoingRecord => ({
  partition: replyPartition,
  headers: { [headers.commandId]: id },
  value: encodeReplyRecord(reply(id, position)),
});

describe('a command client', () => {
  let log: InMemoryMessageLog;
  let commands: CommandRecord[];
  let client: CommandClient;
  /** What payments does with a command. */
  let onCommand: (record: CommandRecord, partition: number) => Promise<void> | void;

  const clientOf = (options: Partial<CommandClientOptions> = {}): CommandClient =>
    new CommandClient({ log, instance: 'gateway-1', partitions, replyPartition, ...options });

  beforeEach(async () => {
    log = new InMemoryMessageLog();
    commands = [];
    onCommand = () => undefined;
    await log.createTopics([
      { topic: topics.commands, partitions, retentionMs: 60_000 },
      { topic: topics.replies, partitions: 16, retentionMs: 60_000 },
    ]);
    await log.subscribe({
      topic: topics.commands,
      group: 'payments',
      start: async (assigned) => new Map(assigned.map((p) => [p, 'earliest'])),
      handle: async ({ partition, records }) => {
        for (const { value } of records) {
          const record = decodeCommandRecord(value);
          commands.push(record);
          await onCommand(record, partition);
        }
      },
    });
    client = clientOf();
  });
  afterEach(async () => {
    await client.stop();
    await log.close();
  });

  it('sends a command to the partition of its stream and returns the reply', async () => {
    let sentTo: number | undefined;
    onCommand = async ({ id }, partition) => {
      sentTo = partition;
      await log.publish(topics.replies, [replyTo(id)]);
    };
    await client.start();
    expect(await client.send(command('c1'), longMs)).toMatchObject(reply('c1'));
    expect(commands).toMatchObject([{ ...command('c1'), replyTo: replyPartition }]);
    expect(sentTo).toBe(partitionOf(coreOf(streamId), partitions));
  });

  it('gives one answer to all who wait for the same command, and to nobody else', async () => {
    await client.start();
    const waiting = [client.send(command('c1'), longMs), client.send(command('c1'), longMs)];
    const other = client.send(command('c2'), longMs);
    await log.publish(topics.replies, [replyTo('unknown'), replyTo('c1')]);
    expect(await Promise.all(waiting)).toMatchObject([reply('c1'), reply('c1')]);
    await log.publish(topics.replies, [replyTo('c2', 8n)]);
    expect(await other).toMatchObject(reply('c2', 8n));
  });

  it('times out, and a resend is answered again', async () => {
    await client.start();
    await expect(client.send(command('c1'), 1)).rejects.toThrow(ReplyTimeout);
    onCommand = ({ id }) => log.publish(topics.replies, [replyTo(id)]);
    expect(await client.send(command('c1'), longMs)).toMatchObject(reply('c1'));
  });

  it('asks again by itself when a reply was lost', async () => {
    await client.stop();
    client = clientOf({ askAgainMs: 1 });
    await client.start();
    onCommand = async ({ id }) => {
      if (commands.length > 1) await log.publish(topics.replies, [replyTo(id)]);
    };
    expect(await client.send(command('c1'), longMs)).toMatchObject(reply('c1'));
  });

  it('knows nothing of replies from before it started', async () => {
    await log.publish(topics.replies, [replyTo('c1', 1n)]);
    await client.start();
    const answer = client.send(command('c1'), longMs);
    await log.publish(topics.replies, [replyTo('c1', 2n)]);
    expect(await answer).toMatchObject(reply('c1', 2n));
  });

  it('passes over a reply that it cannot read', async () => {
    await client.start();
    const answer = client.send(command('c1'), longMs);
    await log.publish(topics.replies, [
      { partition: replyPartition, value: Buffer.from('{"v":99}') },
      replyTo('c1'),
    ]);
    expect(await answer).toMatchObject(reply('c1'));
  });

  it('refuses more than its bound, and takes one again when one is answered', async () => {
    await client.stop();
    client = clientOf({ maxWaiting: 1 });
    await client.start();
    const first = client.send(command('c1'), longMs);
    await expect(client.send(command('c2'), longMs)).rejects.toThrow(QueueFull);
    await log.publish(topics.replies, [replyTo('c1')]);
    await first;
    const second = client.send(command('c2'), longMs);
    await log.publish(topics.replies, [replyTo('c2')]);
    await second;
    expect(commands.map(({ id }) => id)).toEqual(['c1', 'c2']);
  });

  it('passes on that the command could not be published', async () => {
    await client.start();
    const broken: Pick<MessageLog, 'publish'> = {
      publish: async () => {
        throw new QueueFull('50000 records wait');
      },
    };
    Object.assign(log, broken);
    await expect(client.send(command('c1'), longMs)).rejects.toThrow('50000 records wait');
  });

  it('lets nobody wait for ever: not before it started, nor after it stopped', async () => {
    await expect(client.send(command('c1'), longMs)).rejects.toThrow('not started');
    await client.start();
    const waiting = client.send(command('c1'), longMs);
    await client.stop();
    await expect(waiting).rejects.toThrow(ReplyTimeout);
    await expect(client.send(command('c1'), longMs)).rejects.toThrow('not started');
  });
});
