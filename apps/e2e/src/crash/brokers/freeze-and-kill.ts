// The fault that tells a safe acknowledgement from an unsafe one. A plain kill of a leader loses
// nothing on one machine, whatever the settings: the followers are always level. So they are frozen
// first, the leader goes on alone for a moment, and then it dies.
import { setTimeout as delay } from 'node:timers/promises';
import type { KafkaCluster } from '@ledgerway/testing';
import type { Kafka } from 'kafkajs';

/** Well below the broker session: a longer sleep would cost the followers their place in the ISR. */
const aloneMs = 700;

/** @returns the node that died: the leader of the topic's partition 0 */
export async function freezeFollowersAndKillLeader(
  cluster: KafkaCluster,
  kafka: Kafka,
  topic: string,
): Promise<number> {
  const leader = await leaderOf(kafka, topic);
  const followers = cluster.nodes.filter((node) => node !== leader);
  for (const node of followers) cluster.pauseNode(node);
  await delay(aloneMs);
  await cluster.killNode(leader);
  for (const node of followers) cluster.resumeNode(node);
  return leader;
}

async function leaderOf(kafka: Kafka, topic: string): Promise<number> {
  const admin = kafka.admin();
  await admin.connect();
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  await admin.disconnect();
  const partition = topics[0]?.partitions.find(({ partitionId }) => partitionId === 0);
  if (partition === undefined) throw new Error(`${topic} has no partition 0`);
  return partition.leader;
}
