// The fault that tells a safe acknowledgement from an unsafe one. A plain kill of a leader loses
// nothing on one machine, whatever the settings: the followers are always level. So they are frozen
// first, the leader goes on alone for a moment, and then it dies.
import type { KafkaCluster } from '@ledgerway/testing';
import type { Kafka } from 'kafkajs';
import { leaderOf } from './leaders.js';

/**
 * @param untilAhead resolves when the leader has acknowledged records that no follower has. It must
 *   take less than the broker session: longer would cost the followers their place in the ISR.
 * @returns the node that died: the leader of the topic's partition 0
 */
export async function freezeFollowersAndKillLeader(
  cluster: KafkaCluster,
  kafka: Kafka,
  topic: string,
  untilAhead: () => Promise<void>,
): Promise<number> {
  const leader = await leaderOf(kafka, topic);
  const followers = cluster.nodes.filter((node) => node !== leader);
  for (const node of followers) cluster.pauseNode(node);
  try {
    await untilAhead();
    await cluster.killNode(leader);
  } finally {
    for (const node of followers) cluster.resumeNode(node);
  }
  return leader;
}
