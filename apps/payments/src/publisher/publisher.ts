// Takes events from the log to the topic. The event table is the outbox: what this process just
// committed is published from memory; after a crash, or when too much waits, it is read back from
// the log. The topic's last record says where to go on, so nothing is marked and nothing is missed.
import {
  encodeEventRecord,
  encodeReplyRecord,
  headers,
  topics,
  type EventRecord,
} from '@ledgerway/contracts';
import type { EventStore } from '@ledgerway/event-store';
import type { MessageLog, OutgoingRecord } from '@ledgerway/messaging';
import { failpoint, type Logger } from '@ledgerway/platform';
import type { Reply } from '../processor/work.js';
import { eventRecordsAfter } from './event-records.js';

export type PublisherOptions = {
  readonly log: MessageLog;
  readonly store: EventStore;
  readonly logger: Logger;
  /** Most records kept in memory for one partition; beyond it they are read back from the log. */
  readonly maxWaitingPerPartition: number;
  readonly retryMs: number;
};

const catchUpPage = 500;

/** One partition's way to the topic. Only one send is under way at a time: order is kept. */
type Lane = {
  readonly partition: number;
  /** The position of the last record known to be on the topic. */
  published: bigint;
  /** The position of the last event known to be in the log. */
  head: bigint;
  waiting: EventRecord[];
  sending: boolean;
};

export class Publisher {
  private readonly lanes = new Map<number, Lane>();

  constructor(private readonly options: PublisherOptions) {}

  /** Starts the lanes of partitions just taken over; `head` is their last position in the log. */
  async resume(heads: readonly { partition: number; position: bigint }[]): Promise<void> {
    const last = await this.options.log.lastRecords(topics.events);
    for (const { partition, position } of heads) {
      const published = BigInt(last.get(partition)?.headers[headers.position] ?? 0);
      if (published > position)
        throw new Error(
          `The topic is ahead of the log in partition ${partition}: history is missing`,
        );
      const lane = { partition, published, head: position, waiting: [], sending: false };
      this.lanes.set(partition, lane);
      void this.drain(lane);
    }
  }

  stop(partition: number): void {
    this.lanes.delete(partition);
  }

  /** How far the topic is behind the log, in events, over all owned partitions. */
  get behind(): number {
    return [...this.lanes.values()].reduce(
      (sum, lane) => sum + Number(lane.head - lane.published),
      0,
    );
  }

  publish(partition: number, records: readonly EventRecord[]): void {
    const lane = this.lanes.get(partition);
    const last = records.at(-1);
    if (lane === undefined || last === undefined) return;
    failpoint('payments.committed');
    lane.head = last.position;
    if (lane.waiting.length + records.length > this.options.maxWaitingPerPartition)
      lane.waiting = [];
    else lane.waiting.push(...records);
    void this.drain(lane);
  }

  /** Replies are hints: one that is lost is asked for again. */
  reply(replies: readonly Reply[]): void {
    if (replies.length === 0) return;
    failpoint('payments.replying');
    const records = replies.map(({ replyTo, reply }) => ({
      partition: replyTo,
      headers: { [headers.commandId]: reply.commandId },
      value: encodeReplyRecord(reply),
    }));
    this.options.log
      .publish(topics.replies, records)
      .catch((err: unknown) => this.options.logger.warn({ err }, 'replies were not sent'));
  }

  private async drain(lane: Lane): Promise<void> {
    if (lane.sending) return;
    lane.sending = true;
    while (this.lanes.get(lane.partition) === lane && lane.published < lane.head) {
      try {
        const records = await this.next(lane);
        await this.options.log.publish(topics.events, records.map(outgoing));
        lane.published = records.at(-1)?.position ?? lane.published;
      } catch (err) {
        this.options.logger.warn({ err, partition: lane.partition }, 'events wait to be published');
        await new Promise((resume) => setTimeout(resume, this.options.retryMs));
      }
    }
    lane.sending = false;
  }

  /** The records that follow what is published: from memory if they are there, else from the log. */
  private async next(lane: Lane): Promise<readonly EventRecord[]> {
    const fresh = lane.waiting.filter((record) => record.position > lane.published);
    if (fresh[0]?.position === lane.published + 1n) {
      lane.waiting = [];
      return fresh;
    }
    const page = await eventRecordsAfter(
      this.options.store,
      lane.partition,
      lane.published,
      catchUpPage,
    );
    if (page.length === 0) throw new Error(`The log has no event after ${lane.published}`);
    return page;
  }
}

const outgoing = (record: EventRecord): OutgoingRecord => ({
  partition: record.partition,
  headers: { [headers.position]: String(record.position) },
  value: encodeEventRecord(record),
});
