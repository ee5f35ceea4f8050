// Which node leads a topic, and the wish that another one does.
import { eventually } from '@ledgerway/testing';
import type { Admin, Kafka } from 'kafkajs';

const electionMs = 30_000;

async function withAdmin<T>(kafka: Kafka, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Of the topic's partition 0, by the word of whichever broker `kafka` reaches first. */
export async function leaderOf(kafka: Kafka, topic: string): Promise<number> {
  const { topics } = await withAdmin(kafka, (admin) =>
    admin.fetchTopicMetadata({ topics: [topic] }),
  );
  const partition = topics[0]?.partitions.find(({ partitionId }) => partitionId === 0);
  if (partition === undefined) throw new Error(`${topic} has no partition 0`);
  return partition.leader;
}

/** A new leader does not tell where a partition ends before it knows that itself. */
export function offsetsOf(kafka: Kafka, topic: string): ReturnType<Admin['fetchTopicOffsets']> {
  const ask = () => withAdmin(kafka, (admin) => admin.fetchTopicOffsets(topic));
  return eventually(ask, { deadlineMs: electionMs });
}

/** Where the topic's partition 0 ends. */
export async function endOf(kafka: Kafka, topic: string): Promise<number> {
  const [partition] = await offsetsOf(kafka, topic);
  return Number(partition?.high);
}

/** Creates a topic of one partition that is on no node but this one. */
export async function createOn(kafka: Kafka, topic: string, node: number): Promise<void> {
  const replicaAssignment = [{ partition: 0, replicas: [node] }];
  const configEntries = [{ name: 'min.insync.replicas', value: '1' }];
  await withAdmin(kafka, (admin) =>
    admin.createTopics({
      waitForLeaders: false,
      topics: [{ topic, replicaAssignment, configEntries }],
    }),
  );
  await offsetsOf(kafka, topic);
}

/** Wishes such a topic on another node, which takes its time. */
export async function moveTo(kafka: Kafka, topic: string, node: number): Promise<void> {
  const partitionAssignment = [{ partition: 0, replicas: [node] }];
  await withAdmin(kafka, (admin) =>
    admin.alterPartitionReassignments({ topics: [{ topic, partitionAssignment }] }),
  );
}
