// Writes batches, one at a time, each as one produce request per broker.
import kafkajs, { type Kafka, type Message, type Producer } from 'kafkajs';
import { PublishTimeout } from '../port.js';
import type { Publication } from '../publishing/publish-queue.js';
import { KafkaTimeout } from './deadline.js';
import { Renewable } from './renewable.js';

const produceTimeoutMs = 5_000;

export class Publisher {
  private readonly producer: Renewable<Producer>;

  constructor(kafka: Kafka) {
    this.producer = new Renewable('produce', () =>
      kafka.producer({
        idempotent: true, // No duplicates and no reordering by the client's own retries.
        maxInFlightRequests: 1, // kafkajs lacks the repair that more would need.
        allowAutoTopicCreation: false,
        createPartitioner: kafkajs.Partitioners.DefaultPartitioner, // Unused: partitions are given.
      }),
    );
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

function messagesByTopic(
  batch: readonly Publication[],
): { topic: string; messages: Message[] }[] {
  const topics = new Map<string, Message[]>();
  for (const { topic, records } of batch) {
    const messages = topics.get(topic) ?? [];
    if (messages.length === 0) topics.set(topic, messages);
    for (const { partition, headers, value } of records)
      messages.push({ partition, headers, value });
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }));
}
