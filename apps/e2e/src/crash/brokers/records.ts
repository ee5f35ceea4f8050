// Numbered records: what was acknowledged to whom, and what can still be read afterwards.
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import { offsetsOf } from './leaders.js';

/** Sends these values to one partition; resolves when the log has acknowledged them. */
export type Send = (partition: number, values: readonly string[]) => Promise<void>;

export const partitions = 16;
const recordsPerSend = 10;
const filling = 'x'.repeat(600);

/** One sender for each partition, one batch after another, as fast as the log takes them. */
export class Sending {
  /** Ids in the order of their acknowledgement, by partition. */
  readonly acknowledged: string[][] = Array.from({ length: partitions }, () => []);
  private readonly senders: Promise<void>[];
  private stopping = false;

  constructor(send: Send) {
    this.senders = this.acknowledged.map((ids, partition) => this.run(send, partition, ids));
  }

  /** Resolves when each of these partitions has acknowledged so many sends from now on. */
  async untilMore(sends: number, deadlineMs: number, of = this.acknowledged.keys()): Promise<void> {
    const counters = [...of].map((partition) => this.acknowledged[partition]!);
    const goals = counters.map((ids) => ids.length + sends * recordsPerSend);
    const deadline = performance.now() + deadlineMs;
    while (counters.some((ids, i) => ids.length < goals[i]!)) {
      if (performance.now() > deadline) throw new Error('A partition does not go on');
      await delay(20);
    }
  }

  /** Resolves when what is under way was acknowledged. */
  async stop(): Promise<string[]> {
    this.stopping = true;
    await Promise.all(this.senders);
    return this.acknowledged.flat();
  }

  private async run(send: Send, partition: number, acknowledged: string[]): Promise<void> {
    for (let next = 0; !this.stopping; next += recordsPerSend) {
      const ids = Array.from({ length: recordsPerSend }, (_, i) => `${partition}-${next + i}`);
      await send(
        partition,
        ids.map((id) => `${id} ${filling}`),
      );
      acknowledged.push(...ids);
    }
  }
}

/** The ids of everything that is on the topic, in the order of each partition. */
export async function readIds(kafka: Kafka, topic: string): Promise<string[]> {
  const offsets = await offsetsOf(kafka, topic);
  const unread = new Map(offsets.map(({ partition, high }) => [partition, BigInt(high)]));
  for (const [partition, high] of unread) if (high === 0n) unread.delete(partition);

  const ids: string[] = [];
  const consumer = kafka.consumer({ groupId: `${topic}-oracle`, maxWaitTimeInMs: 100 });
  const finished = new EventTarget();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const all = once(finished, 'done', { signal: AbortSignal.timeout(60_000) });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch, heartbeat }) => {
      for (const { value } of batch.messages) ids.push(value?.toString().split(' ', 1)[0] ?? '');
      if (BigInt(batch.lastOffset()) + 1n >= (unread.get(batch.partition) ?? 0n))
        unread.delete(batch.partition);
      if (unread.size === 0) finished.dispatchEvent(new Event('done'));
      await heartbeat();
    },
  });
  await all;
  await consumer.disconnect();
  return ids;
}
