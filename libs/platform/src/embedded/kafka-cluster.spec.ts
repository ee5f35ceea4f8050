import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs, { type Kafka } from 'kafkajs';
import { DirectoryInUseError } from './directory-owner.js';
import { startKafkaBroker } from './kafka-broker.js';

const { logLevel } = kafkajs;
const startsTwiceMs = 300_000;

describe('a Kafka broker', () => {
  const home = mkdtempSync(join(tmpdir(), 'kafka spec-'));
  const dataDir = join(home, 'a shop');
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it(
    'keeps its records and its address when it is killed, and refuses a second one meanwhile',
    async () => {
      const broker = await startKafkaBroker({ dataDir });
      try {
        const { brokers } = broker;
        const kafka = new kafkajs.Kafka({ brokers, logLevel: logLevel.NOTHING });
        await createTopic(kafka, 'books');
        await send(kafka, 'books', 'b1');
        await expect(startKafkaBroker({ dataDir })).rejects.toThrow(DirectoryInUseError);

        const { exited, pid } = broker;
        process.kill(pid, 'SIGKILL');
        expect(await exited).toMatchObject({ signal: 'SIGKILL', expected: false });
        await broker.restart();
        expect(broker.brokers).toEqual(brokers);
        expect(broker.pid).not.toBe(pid);
        await send(kafka, 'books', 'b2');
        expect(await highWatermark(kafka, 'books')).toBe('2');
      } finally {
        await broker.stop();
      }
    },
    startsTwiceMs,
  );
});

async function createTopic(kafka: Kafka, topic: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: false });
  await admin.disconnect();
}

async function send(kafka: Kafka, topic: string, value: string): Promise<void> {
  const producer = kafka.producer({
    retry: { retries: 50, initialRetryTime: 50, maxRetryTime: 500 },
  });
  await producer.connect();
  await producer.send({ topic, acks: -1, messages: [{ value }] });
  await producer.disconnect();
}

async function highWatermark(kafka: Kafka, topic: string): Promise<string | undefined> {
  const admin = kafka.admin();
  await admin.connect();
  const [partition] = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  return partition?.high;
}
