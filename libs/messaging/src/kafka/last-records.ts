import type { LogRecord } from '../port.js';
import { offsetsAt, type RawCluster } from './raw-cluster.js';
import { recordsFrom } from './records.js';

const maxPartitionBytes = 1024 * 1024;
const maxBytes = 16 * 1024 * 1024;
const maxRounds = 20;

/** Asks the leaders directly: joining a group only for this would take seconds on many brokers. */
export async function lastRecords(
  cluster: RawCluster,
  topic: string,
): Promise<Map<number, LogRecord>> {
  await cluster.connect();
  await cluster.addTargetTopic(topic);
  const partitions = cluster.findTopicPartitionMetadata(topic).map((p) => p.partitionId);
  const [earliest, latest] = await Promise.all([
    offsetsAt(cluster, topic, partitions, 'earliest'),
    offsetsAt(cluster, topic, partitions, 'latest'),
  ]);
  const wanted = partitions.filter((p) => latest.get(p)! > earliest.get(p)!);
  const leaders = cluster.findLeaderForPartitions(topic, wanted);
  const found = new Map<number, LogRecord>();
  const reading = Object.entries(leaders).map(async ([nodeId, led]) => {
    let missing = led;
    // A broker answers with as much as fits, so large batches take more than one request.
    for (let round = 0; missing.length > 0 && round < maxRounds; round++) {
      for (const [p, record] of await fetchLast(cluster, nodeId, topic, missing, latest))
        found.set(p, record);
      missing = missing.filter((p) => !found.has(p));
    }
  });
  await Promise.all(reading);
  return found;
}

async function fetchLast(
  cluster: RawCluster,
  nodeId: string,
  topic: string,
  wanted: readonly number[],
  tails: ReadonlyMap<number, bigint>,
): Promise<Map<number, LogRecord>> {
  const broker = await cluster.findBroker({ nodeId });
  const last = (p: number): bigint => tails.get(p)! - 1n;
  const { responses } = await broker.fetch({
    maxWaitTime: 100,
    minBytes: 1,
    maxBytes,
    isolationLevel: 0,
    topics: [
      {
        topic,
        partitions: wanted.map((p) => ({
          partition: p,
          fetchOffset: String(last(p)),
          maxBytes: maxPartitionBytes,
        })),
      },
    ],
  });
  const found = new Map<number, LogRecord>();
  for (const { partition, messages } of responses.flatMap((response) => response.partitions)) {
    const record = recordsFrom(last(partition), messages).records.at(-1);
    if (record) found.set(partition, record);
  }
  return found;
}
