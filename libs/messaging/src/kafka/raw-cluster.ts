// kafkajs below its consumers: brokers that can be asked to fetch. A consumer of kafkajs starts a
// partition where the group committed, starts the next fetch only when all handlers have returned,
// and has no way to read without joining a group. None of that fits the port, so the records are
// fetched here and the consumer is left with what it is good at: membership (see membership.ts).
import type { Kafka } from 'kafkajs';

export type FetchedMessage = {
  readonly offset: string;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, Buffer | Buffer[] | undefined>>;
  /** Written by transactions, for the client alone. */
  readonly isControlRecord?: boolean;
};

export type FetchRequest = {
  maxWaitTime: number;
  minBytes: number;
  maxBytes: number;
  isolationLevel: number;
  topics: {
    topic: string;
    partitions: { partition: number; fetchOffset: string; maxBytes: number }[];
  }[];
};

export type FetchedPartition = {
  readonly partition: number;
  readonly messages: readonly FetchedMessage[];
};

export interface RawBroker {
  /** @throws KafkaJSOffsetOutOfRange with `partition`, or the first error of any partition */
  fetch(request: FetchRequest): Promise<{ responses: { partitions: FetchedPartition[] }[] }>;
}

export interface RawCluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  /** Loads the topic's metadata. */
  addTargetTopic(topic: string): Promise<void>;
  /** Partitions by the node that leads them. */
  findLeaderForPartitions(topic: string, partitions: number[]): Record<string, number[]>;
  findTopicPartitionMetadata(topic: string): { partitionId: number; leader: number }[];
  findBroker(of: { nodeId: string }): Promise<RawBroker>;
  fetchTopicsOffset(
    topics: { topic: string; partitions: { partition: number }[]; fromBeginning: boolean }[],
  ): Promise<{ partitions: { partition: number; offset: string }[] }[]>;
}

type CreateCluster = (options: { allowAutoTopicCreation: boolean }) => RawCluster;

/** Of kafkajs 2.2.4, whose last release it is: the version is pinned, so this stays. */
export function createCluster(kafka: Kafka): RawCluster {
  const key = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  if (key === undefined) throw new Error('This is not the kafkajs that the Kafka log is made for');
  const create = (kafka as unknown as Record<symbol, CreateCluster>)[key]!;
  return create.call(kafka, { allowAutoTopicCreation: false });
}

/** The first offset of each partition that still exists, or the one behind its last record. */
export async function offsetsAt(
  cluster: RawCluster,
  topic: string,
  partitions: readonly number[],
  end: 'earliest' | 'latest',
): Promise<Map<number, bigint>> {
  const wanted = partitions.map((partition) => ({ partition }));
  const fromBeginning = end === 'earliest';
  const answer = await cluster.fetchTopicsOffset([{ topic, partitions: wanted, fromBeginning }]);
  const offsets = answer.flatMap((topicAnswer) => topicAnswer.partitions);
  return new Map(offsets.map(({ partition, offset }) => [partition, BigInt(offset)]));
}
