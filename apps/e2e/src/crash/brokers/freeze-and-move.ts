// The fault that a client makes duplicates of if it sends to several leaders at once: one of them
// answers late, and meanwhile another refuses its part, because it is the leader no more.
import { eventually, type KafkaCluster } from '@ledgerway/testing';
import type { Kafka } from 'kafkajs';
import { createOn, endOf, leaderOf, moveTo } from './leaders.js';

/** Each of one partition, on one node. */
export const late = { topic: 'late', node: 1 };
export const moving = { topic: 'moving', nodes: [2, 3] as const };

/** Below the broker session, and below the time after which a client gives a request up. */
const frozenMs = 2_500;

/** @returns a client that has only these nodes to begin with */
export type Reaching = (nodes: readonly number[]) => Kafka;

export async function createLateAndMoving(kafka: Kafka): Promise<void> {
  await createOn(kafka, late.topic, late.node);
  await createOn(kafka, moving.topic, moving.nodes[0]);
}

/**
 * Publishes while one leader is frozen and another has just changed.
 *
 * @param publish one batch to both topics, which both got records since the last change of leader
 * @returns whether the moving topic was written first. It is not if the client happened to ask the
 *   frozen node who leads now.
 */
export async function publishLateAndMoved(
  cluster: KafkaCluster,
  reaching: Reaching,
  publish: () => Promise<void>,
): Promise<boolean> {
  const from = await leaderOf(reaching(moving.nodes), moving.topic);
  const to = moving.nodes.find((node) => node !== from)!;
  await moveTo(reaching(cluster.nodes), moving.topic, to);
  await knownTo(reaching([from]), to);
  const end = await endOf(reaching([to]), moving.topic);

  cluster.pauseNode(late.node);
  const published = publish();
  published.catch(() => undefined); // It is awaited below.
  const overtaken = await eventually(() => isBehind(reaching([to]), end), {
    deadlineMs: frozenMs,
  }).catch(() => false);
  cluster.resumeNode(late.node);
  await published;
  return overtaken;
}

/** The old leader itself has to know, or it would still take records. */
async function knownTo(witness: Kafka, leader: number): Promise<void> {
  await eventually(
    async () => {
      if ((await leaderOf(witness, moving.topic)) !== leader) throw new Error('It does not move');
    },
    { deadlineMs: 30_000 },
  );
}

async function isBehind(kafka: Kafka, end: number): Promise<true> {
  if ((await endOf(kafka, moving.topic)) === end) throw new Error('Nothing was written yet');
  return true;
}
