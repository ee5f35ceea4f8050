// What an acknowledgement of the message log is worth when a broker dies at the worst moment: three
// real brokers, one fault, and beside our own log a control that must lose.
import { setTimeout as delay } from 'node:timers/promises';
import { KafkaMessageLog } from '@ledgerway/messaging';
import { createLogger } from '@ledgerway/platform';
import { KafkaCluster } from '@ledgerway/testing';
import kafkajs, { type Kafka } from 'kafkajs';
import { freezeFollowersAndKillLeader } from './crash/brokers/freeze-and-kill.js';
import { partitions, readIds, Sending, type Send } from './crash/brokers/records.js';

const topics = { unsafe: 'acks-one', safe: 'acks-all', ours: 'ours' };
const startMs = 300_000;
const runMs = 120_000;
const failoverMs = 60_000;

describe('a leader that dies while its followers are frozen', () => {
  let cluster: KafkaCluster;
  let log: KafkaMessageLog;
  let kafka: Kafka;
  const acknowledged = new Map<string, string[]>();

  beforeAll(async () => {
    cluster = await KafkaCluster.start({ nodes: 3 });
    const { brokers } = cluster;
    kafka = new kafkajs.Kafka({
      brokers,
      logLevel: kafkajs.logLevel.NOTHING,
      retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 1_000 },
      connectionTimeout: 1_000,
      requestTimeout: 5_000,
    });
    const logger = createLogger({ name: 'three-brokers', level: 'silent' });
    // A publish that gives up is sent again by its caller: here none may give up, so that whatever
    // is on the topic twice was put there by the log itself.
    const patience = { publishTimeoutMs: runMs };
    log = new KafkaMessageLog({ brokers, clientId: 'three-brokers', logger, ...patience });
    await log.createTopics(
      Object.values(topics).map((topic) => ({ topic, partitions, retentionMs: 3_600_000 })),
    );
  }, startMs);

  afterAll(async () => {
    await log?.close();
    await cluster?.destroy();
  }, 60_000);

  it(
    'is replaced, and all senders go on',
    async () => {
      const [unsafe, safe] = [await producerWith(kafka, 1), await producerWith(kafka, -1)];
      const sendings = {
        [topics.unsafe]: new Sending(unsafe.send(topics.unsafe)),
        [topics.safe]: new Sending(safe.send(topics.safe)),
        [topics.ours]: new Sending((partition, values) =>
          log.publish(
            topics.ours,
            values.map((value) => ({ partition, value: Buffer.from(value) })),
          ),
        ),
      };
      const all = Object.values(sendings);
      await Promise.all(all.map((sending) => sending.untilAllGoOn(failoverMs)));
      await delay(1_000); // Some load before the fault.
      await freezeFollowersAndKillLeader(cluster, kafka, topics.unsafe);
      await Promise.all(all.map((sending) => sending.untilAllGoOn(failoverMs)));
      for (const [topic, sending] of Object.entries(sendings))
        acknowledged.set(topic, await sending.stop());
      await Promise.all([unsafe.close(), safe.close()]);
    },
    runMs,
  );

  const lostOf = (topic: string, kept: readonly string[]): string[] => {
    const there = new Set(kept);
    return (acknowledged.get(topic) ?? []).filter((id) => !there.has(id));
  };

  it(
    'takes acknowledged records with it if it alone has acknowledged them: the control',
    async () => {
      const kept = await readIds(kafka, topics.unsafe);
      expect(lostOf(topics.unsafe, kept).length).toBeGreaterThan(0);
    },
    runMs,
  );

  it(
    'takes nothing with it if all in-sync replicas have acknowledged',
    async () => {
      const kept = await readIds(kafka, topics.safe);
      expect(lostOf(topics.safe, kept)).toEqual([]);
    },
    runMs,
  );

  it(
    'takes nothing of our message log with it, which also keeps every record once and in order',
    async () => {
      expect(acknowledged.get(topics.ours)?.length).toBeGreaterThan(0);
      const ids = await readIds(kafka, topics.ours);
      expect(lostOf(topics.ours, ids)).toEqual([]);
      expect(new Set(ids).size).toBe(ids.length);
      for (let partition = 0; partition < partitions; partition += 1) {
        const numbers = ids
          .filter((id) => id.startsWith(`${partition}-`))
          .map((id) => Number(id.split('-')[1]));
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      }
    },
    runMs,
  );
});

async function producerWith(
  kafka: Kafka,
  acks: number,
): Promise<{ send: (topic: string) => Send; close: () => Promise<void> }> {
  const producer = kafka.producer({ maxInFlightRequests: 1, allowAutoTopicCreation: false });
  await producer.connect();
  return {
    send: (topic) => async (partition, values) => {
      await producer.send({ topic, acks, messages: values.map((value) => ({ partition, value })) });
    },
    close: () => producer.disconnect(),
  };
}
