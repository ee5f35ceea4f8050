// Writes batches, one at a time, each as one produce request per broker.
import kafkajs, { type Message, type Producer } from 'kafkajs';
import { PublishTimeout } from '../port.js';
import type { Publication } from '../publishing/publish-queue.js';
import { createClient, patient } from './client.js';
import { KafkaTimeout } from './deadline.js';
import type { KafkaMessageLogOptions } from './options.js';
import { Renewable } from './renewable.js';

const produceTimeoutMs = 5_000;

type BatchProducer = Pick<Producer, 'connect' | 'disconnect' | 'sendBatch'>;

export class Publisher {
  private readonly producer: Renewable<BatchProducer>;

  constructor(options: KafkaMessageLogOptions) {
    this.producer = new Renewable('produce', () => createProducer(options));
  }

  async write(batch: readonly Publication[], deadlineMs: number): Promise<void> {
    const topicMessages = messagesByTopic(batch);
    try {
      await this.producer.use(deadlineMs, (producer) => sendAll(producer, topicMessages));
    } catch (error) {
      if (error instanceof KafkaTimeout)
        throw new PublishTimeout('Kafka did not confirm the records in time', { cause: error });
      throw error;
    }
  }

  close(): Promise<void> {
    return this.producer.close();
  }
}

/**
 * Sends until the answer names every partition. When a leader dies and its partitions move to a
 * broker that has already answered its own part of the same send, kafkajs never sends them there,
 * and resolves all the same: what its answer leaves out was not written.
 */
async function sendAll(producer: BatchProducer, batch: readonly TopicMessages[]): Promise<void> {
  for (let unsent = [...batch]; unsent.length > 0;) {
    const answer = await producer.sendBatch({
      acks: -1,
      timeout: produceTimeoutMs,
      topicMessages: unsent,
    });
    const written = new Set(answer.map(({ topicName, partition }) => `${topicName} ${partition}`));
    unsent = unsent
      .map(({ topic, messages }) => ({
        topic,
        messages: messages.filter(({ partition }) => !written.has(`${topic} ${partition}`)),
      }))
      .filter(({ messages }) => messages.length > 0);
  }
}

type TopicMessages = { topic: string; messages: Message[] };

function messagesByTopic(batch: readonly Publication[]): TopicMessages[] {
  const topics = new Map<string, Message[]>();
  for (const { topic, records } of batch) {
    const messages = topics.get(topic) ?? [];
    if (messages.length === 0) topics.set(topic, messages);
    for (const { partition, headers, value } of records)
      messages.push({ partition, headers, value });
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }));
}

/**
 * A send that was given up goes on in kafkajs, and connects again even after a disconnect: it could
 * write its records minutes later, behind newer ones. So a producer has a client of its own, which
 * opens no connection once it is retired.
 */
function createProducer(options: KafkaMessageLogOptions): BatchProducer {
  let retired = false;
  const producer = createClient(options, patient, () => retired).producer({
    idempotent: true, // No duplicates and no reordering by the client's own retries.
    maxInFlightRequests: 1, // kafkajs lacks the repair that more would need.
    allowAutoTopicCreation: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner, // Unused: partitions are given.
  });
  return {
    connect: () => producer.connect(),
    sendBatch: (batch) => producer.sendBatch(batch),
    disconnect: () => {
      retired = true;
      return producer.disconnect();
    },
  };
}
