// Reads the lanes of one subscription, one loop per broker: a broker that has nothing to say must
// not delay the records of another. Any error ends the round, and the next one begins with new
// connections and new metadata; so there is one way to recover, whatever happened.
import { setTimeout as delay } from 'node:timers/promises';
import type { PartitionLane } from '../delivery/partition-lane.js';
import { Signal } from '../delivery/signal.js';
import type { Diagnostics } from '../diagnostics.js';
import { within } from './deadline.js';
import {
  offsetsAt,
  type FetchedPartition,
  type RawBroker,
  type RawCluster,
} from './raw-cluster.js';
import { recordsFrom } from './records.js';

export type PartitionFetcherOptions = {
  readonly createCluster: () => RawCluster;
  readonly topic: string;
  readonly lanes: () => readonly PartitionLane[];
  readonly maxWaitMs: number;
  /** The log answered, or had nothing to be asked. */
  readonly onAnswer: () => void;
  readonly diagnostics: Diagnostics;
};

/** One round: some brokers, until one of them fails. */
type Round = { readonly cluster: RawCluster; readonly signals: Signal[]; over: boolean };

const maxPartitionBytes = 1024 * 1024;
const maxBytes = 10 * 1024 * 1024;
/** How long to hold a fetch while a lane is full: it must be asked for again soon. */
const shortWaitMs = 20;
const firstPauseMs = 50;
const longestPauseMs = 1_000;
const connectLimitMs = 10_000;
const disconnectLimitMs = 2_000;
/** A lane that waits for records its topic does not have yet is looked at this often. */
const aheadOfTopicPauseMs = 1_000;
/** No record of ours is in a transaction. */
const readUncommitted = 0;

export class PartitionFetcher {
  private round: Round | undefined;
  private stopped = false;
  private readonly loop: Promise<void>;
  private readonly restUntil = new Map<PartitionLane, number>();

  constructor(private readonly options: PartitionFetcherOptions) {
    this.loop = this.run();
  }

  /** A lane was opened or has room. */
  wake(): void {
    for (const signal of this.round?.signals ?? []) signal.raise();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.round) this.end(this.round);
    await this.loop;
  }

  private async run(): Promise<void> {
    let pauseMs = firstPauseMs;
    while (!this.stopped) {
      const round: Round = { cluster: this.options.createCluster(), signals: [], over: false };
      this.round = round;
      try {
        await within(connectLimitMs, 'connect', this.connect(round));
        const answered = await this.fetchAll(round);
        if (answered) pauseMs = firstPauseMs;
      } catch (error) {
        if (pauseMs === firstPauseMs) this.report(error); // Not again until it has worked again.
      }
      this.end(round);
      await within(disconnectLimitMs, 'disconnect', round.cluster.disconnect()).catch(() => {});
      if (this.stopped) return;
      await delay(pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
  }

  private async connect({ cluster }: Round): Promise<void> {
    await cluster.connect();
    await cluster.addTargetTopic(this.options.topic);
  }

  /** Ends with the first error of any broker. @returns never without one, unless stopped */
  private async fetchAll(round: Round): Promise<boolean> {
    const { topic } = this.options;
    const partitions = round.cluster.findTopicPartitionMetadata(topic).map((p) => p.partitionId);
    const leaders = round.cluster.findLeaderForPartitions(topic, partitions);
    let answered = false;
    const loops = Object.entries(leaders).map(async ([nodeId, led]) => {
      const signal = new Signal();
      round.signals.push(signal);
      try {
        const broker = await round.cluster.findBroker({ nodeId });
        while (!round.over) {
          await this.fetchOnce(round, broker, new Set(led), signal);
          answered = true;
        }
      } finally {
        this.end(round);
      }
    });
    const failed = (await Promise.allSettled(loops)).find(({ status }) => status === 'rejected');
    if (failed && answered) this.report((failed as PromiseRejectedResult).reason);
    return answered;
  }

  private end(round: Round): void {
    round.over = true;
    for (const signal of round.signals) signal.raise();
  }

  private async fetchOnce(
    round: Round,
    broker: RawBroker,
    led: ReadonlySet<number>,
    signal: Signal,
  ): Promise<void> {
    const open = this.options.lanes().filter((lane) => led.has(lane.partition));
    const lanes = open.filter((lane) => lane.hasRoom && !this.rests(lane));
    if (lanes.length === 0) {
      this.options.onAnswer();
      return signal.wait(this.options.maxWaitMs);
    }
    const wanted = new Map(lanes.map((lane) => [lane, lane.position!]));
    try {
      const partitions = [...wanted].map(([{ partition }, offset]) => ({
        partition,
        fetchOffset: String(offset),
        maxBytes: maxPartitionBytes,
      }));
      const { responses } = await broker.fetch({
        maxWaitTime: lanes.length < open.length ? shortWaitMs : this.options.maxWaitMs,
        minBytes: 1,
        maxBytes,
        isolationLevel: readUncommitted,
        topics: [{ topic: this.options.topic, partitions }],
      });
      this.options.onAnswer();
      if (!round.over)
        deliver(
          wanted,
          responses.flatMap((response) => response.partitions),
        );
    } catch (error) {
      const lane = outOfRange(error, lanes);
      if (lane === undefined) throw error;
      await this.findPlace(round.cluster, lane, wanted.get(lane)!);
    }
  }

  private rests(lane: PartitionLane): boolean {
    const until = this.restUntil.get(lane);
    if (until === undefined) return false;
    if (performance.now() < until) return true;
    this.restUntil.delete(lane);
    return false;
  }

  /** The lane stands before the first record that is left, or behind the last one. */
  private async findPlace(cluster: RawCluster, lane: PartitionLane, from: bigint): Promise<void> {
    const { topic, diagnostics } = this.options;
    const { partition } = lane;
    const offsets = await offsetsAt(cluster, topic, [partition], 'earliest');
    const earliest = offsets.get(partition) ?? 0n;
    const place = { topic, partition, wanted: String(from), earliest: String(earliest) };
    if (from < earliest) {
      diagnostics.warn(place, 'records were deleted before they were read');
      if (lane.position === from) lane.skipTo(earliest);
    } else {
      diagnostics.warn(place, 'the topic ends before the offset to start at: waiting for it');
      this.restUntil.set(lane, performance.now() + aheadOfTopicPauseMs);
    }
  }

  private report(error: unknown): void {
    const { topic, diagnostics } = this.options;
    if (!this.stopped) diagnostics.warn({ err: error, topic }, 'fetching failed, connecting anew');
  }
}

function deliver(
  wanted: ReadonlyMap<PartitionLane, bigint>,
  fetched: readonly FetchedPartition[],
): void {
  const messages = new Map(fetched.map((answer) => [answer.partition, answer.messages]));
  for (const [lane, from] of wanted) {
    const { records, next } = recordsFrom(from, messages.get(lane.partition) ?? []);
    if (next > from) lane.offer(from, records, next);
  }
}

function outOfRange(error: unknown, lanes: readonly PartitionLane[]): PartitionLane | undefined {
  const { name, partition } = error as { name?: string; partition?: number };
  if (name !== 'KafkaJSOffsetOutOfRange') return undefined;
  return lanes.find((lane) => lane.partition === partition);
}
