// What an acknowledgement of the message log is worth when a broker dies at the worst moment: three
// real brokers, two faults, and beside our own log a control that must lose.
import { setTimeout as delay } from 'node:timers/promises';
import { KafkaMessageLog } from '@ledgerway/messaging';
import { createLogger } from '@ledgerway/platform';
import { KafkaCluster } from '@ledgerway/testing';
import kafkajs, { type Kafka } from 'kafkajs';
import { freezeFollowersAndKillLeader } from './crash/brokers/freeze-and-kill.js';
import {
  createLateAndMoving,
  late,
  moving,
  publishLateAndMoved,
} from './crash/brokers/freeze-and-move.js';
import { partitions, readIds, Sending, type Send } from './crash/brokers/records.js';

const topics = { unsafe: 'acks-one', safe: 'acks-all', ours: 'ours' };
const startMs = 300_000;
const runMs = 120_000;
const failoverMs = 60_000;
/** Below the broker session. */
const aloneMs = 2_500;

let cluster: KafkaCluster;
let kafka: Kafka;

const reaching = (nodes: readonly number[]): Kafka =>
  new kafkajs.Kafka({
    brokers: nodes.map((node) => cluster.brokers[node - 1]!),
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 1_000 },
    connectionTimeout: 1_000,
    requestTimeout: 5_000,
  });

function openLog(): KafkaMessageLog {
  const { brokers } = cluster;
  const logger = createLogger({ name: 'three-brokers', level: 'silent' });
  // A publish that gives up is sent again by its caller: here none may give up, so that whatever
  // is on the topic twice was put there by the log itself.
  const patience = { publishTimeoutMs: runMs };
  return new KafkaMessageLog({ brokers, clientId: 'three-brokers', logger, ...patience });
}

const publishTo =
  (log: KafkaMessageLog, topic: string): Send =>
  (partition, values) =>
    log.publish(
      topic,
      values.map((value) => ({ partition, value: Buffer.from(value) })),
    );

beforeAll(async () => {
  cluster = await KafkaCluster.start({ nodes: 3 });
  kafka = reaching(cluster.nodes);
}, startMs);

afterAll(() => cluster?.destroy(), 60_000);

describe('a leader that answers late while another has lost its partition', () => {
  const maxRounds = 20;

  it(
    'makes our message log write nothing twice',
    async () => {
      // Of its own: these topics lose their leaders for good with the node that dies below.
      const log = openLog();
      const [publishLate, publishMoving] = [late, moving].map(({ topic }) => publishTo(log, topic));
      const ids: string[] = [];
      const publishToBoth = async (): Promise<void> => {
        const next = Array.from({ length: 50 }, (_, i) => String(ids.length + i));
        ids.push(...next);
        await Promise.all([publishLate!(0, next), publishMoving!(0, next)]);
      };
      await createLateAndMoving(kafka);
      await publishToBoth();
      let happened = false;
      for (let round = 0; !happened && round < maxRounds; round += 1)
        happened = await publishLateAndMoved(cluster, reaching, publishToBoth);
      await log.close();
      expect(happened).toBe(true);
      expect(await readIds(kafka, late.topic)).toEqual(ids);
      expect(await readIds(kafka, moving.topic)).toEqual(ids);
    },
    runMs,
  );
});

describe('a leader that dies while its followers are frozen', () => {
  /** More than can be on its way to a follower when that freezes. */
  const sendsAlone = 5;
  const acknowledged = new Map<string, string[]>();
  let log: KafkaMessageLog;

  beforeAll(async () => {
    log = openLog();
    const definition = { partitions, retentionMs: 3_600_000 };
    await log.createTopics(Object.values(topics).map((topic) => ({ topic, ...definition })));
  }, failoverMs);

  afterAll(() => log?.close());

  it(
    'is replaced, and all senders go on',
    async () => {
      const [unsafe, safe] = [await producerWith(kafka, 1), await producerWith(kafka, -1)];
      const sendings = {
        [topics.unsafe]: new Sending(unsafe.send(topics.unsafe)),
        [topics.safe]: new Sending(safe.send(topics.safe)),
        [topics.ours]: new Sending(publishTo(log, topics.ours)),
      };
      const all = Object.values(sendings);
      const allGoOn = () => Promise.all(all.map((sending) => sending.untilMore(1, failoverMs)));
      await allGoOn();
      await delay(1_000); // Some load before the fault.
      await freezeFollowersAndKillLeader(cluster, kafka, topics.unsafe, () =>
        sendings[topics.unsafe]!.untilMore(sendsAlone, aloneMs, [0]),
      );
      await allGoOn();
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
