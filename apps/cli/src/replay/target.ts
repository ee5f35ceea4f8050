// Where replayed events go: a topic of their own, or a file. Never to a topic that a service reads.
import { open } from 'node:fs/promises';
import { encodeEventRecord, headers, topics, type EventRecord } from '@ledgerway/contracts';
import { QueueFull, type MessageLog } from '@ledgerway/messaging';
import { Failure } from '../terminal/failure.js';
import { pauseUntil } from '../terminal/pause.js';

export interface ReplayTarget {
  add(records: readonly EventRecord[]): Promise<void>;
  end(): Promise<void>;
}

/** On each record: consumers that read several replays tell them apart by it. */
export const replayIdHeader = 'replay-id';

const topicName = /^replay\.([A-Za-z0-9][A-Za-z0-9._-]{0,99})$/;
const dayMs = 86_400_000;

/** The replay's id. @throws Failure unless the topic is one for replays */
export function replayIdOf(topic: string): string {
  const [, id] = topicName.exec(topic) ?? [];
  if (id === undefined || (Object.values(topics) as string[]).includes(topic))
    throw new Failure(`'${topic}' is no topic for a replay: it has to be called replay.<id>`);
  return id;
}

/** Records look as they did on the topic of events, in the partitions they had there. */
export async function replayToTopic(
  log: MessageLog,
  topic: string,
  partitions: number,
): Promise<ReplayTarget> {
  const replayId = replayIdOf(topic);
  await log.createTopics([{ topic, partitions, retentionMs: 7 * dayMs }]);
  return {
    async add(records) {
      const outgoing = records.map((record) => ({
        partition: record.partition,
        headers: { [headers.position]: String(record.position), [replayIdHeader]: replayId },
        value: encodeEventRecord(record),
      }));
      await publishWhenThereIsRoom(() => log.publish(topic, outgoing));
    },
    end: async () => undefined,
  };
}

const maxTries = 100;
const pause = pauseUntil(new AbortController().signal);

async function publishWhenThereIsRoom(publish: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1)
    try {
      return await publish();
    } catch (error) {
      if (!(error instanceof QueueFull) || tries >= maxTries) throw error;
      await pause(100);
    }
}

/** One line of JSON for each event. @throws Failure if there is such a file */
export async function replayToFile(file: string): Promise<ReplayTarget> {
  const handle = await open(file, 'wx', 0o600).catch((cause: Error) => {
    throw new Failure(`${file} cannot be made: ${cause.message}`, undefined, { cause });
  });
  return {
    async add(records) {
      const lines = records.map((record) => `${encodeEventRecord(record).toString('utf8')}\n`);
      await handle.write(lines.join(''));
    },
    end: () => handle.close(),
  };
}
