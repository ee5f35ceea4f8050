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
      await this.producer.use(deadlineMs, (producer) =>
        producer.sendBatch({ acks: -1, timeout: produceTimeoutMs, topicMessages }),
      );
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

function messagesByTopic(batch: readonly Publication[]): { topic: string; messages: Message[] }[] {
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
