// Stands for payments: puts events on the topic in order, and answers whoever misses some. What a
// crash has taken from the topic is put there again, as the publisher of payments does it.
import { setTimeout as delay } from 'node:timers/promises';
import { encodeEventRecord, headers, topics, type EventRecord } from '@ledgerway/contracts';
import type { MessageLog, OutgoingRecord } from '@ledgerway/messaging';
import type { WrittenEvents } from './written-events.js';

const recordsPerPublish = 100;
const retryMs = 100;

export class Publisher {
  /** How many of all events have happened so far. */
  published = 0;
  /** By partition: how many have happened, and how many are known to be on the topic. */
  private readonly heads: number[];
  private readonly onTopic: number[];
  private mustLook = false;
  private draining: Promise<void> | undefined;

  constructor(
    private readonly log: MessageLog,
    private readonly events: WrittenEvents,
  ) {
    this.heads = Array<number>(events.partitions).fill(0);
    this.onTopic = [...this.heads];
  }

  /** Has the first `count` of all events happen. Resolves when they are on the topic. */
  async publishUpTo(count: number): Promise<void> {
    for (const { partition, position } of this.events.all.slice(this.published, count))
      this.heads[partition] = position;
    this.published = count;
    await this.drain();
  }

  /** The log may have lost what it had acknowledged: that is put there again. */
  async resume(): Promise<void> {
    this.mustLook = true;
    await this.drain();
  }

  /** Events after a position that have happened. */
  after(partition: number, position: number, limit: number): EventRecord[] {
    const left = Math.max(0, (this.heads[partition] ?? 0) - position);
    return this.events.after(partition, position, Math.min(limit, left));
  }

  private async drain(): Promise<void> {
    while (this.mustLook || this.heads.some((head, index) => head > this.onTopic[index]!)) {
      this.draining ??= this.publishMissing().finally(() => (this.draining = undefined));
      await this.draining;
    }
  }

  private async publishMissing(): Promise<void> {
    try {
      if (this.mustLook) await this.look();
      const records = this.onTopic.flatMap((position, partition) =>
        this.after(partition, position, recordsPerPublish),
      );
      await this.log.publish(topics.events, records.map(outgoing));
      for (const { partition, position } of records) this.onTopic[partition] = Number(position);
    } catch {
      this.mustLook = true;
      await delay(retryMs);
    }
  }

  private async look(): Promise<void> {
    const last = await this.log.lastRecords(topics.events);
    for (const partition of this.onTopic.keys())
      this.onTopic[partition] = Number(last.get(partition)?.headers[headers.position] ?? 0);
    this.mustLook = false;
  }
}

const outgoing = (record: EventRecord): OutgoingRecord => ({
  partition: record.partition,
  headers: { [headers.position]: String(record.position) },
  value: encodeEventRecord(record),
});
