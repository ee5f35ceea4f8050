// Writes batches, one at a time, each as one produce request per broker.
import type { Producer } from 'kafkajs';
import { PublishTimeout } from '../port.js';
import type { Publication } from '../publishing/publish-queue.js';
import { createClient, patient } from './client.js';
import { KafkaTimeout } from './deadline.js';
import type { KafkaMessageLogOptions } from './options.js';
import { Renewable } from './renewable.js';
import { SendsByLeader, type PartitionRecords } from './sends-by-leader.js';

type BatchProducer = Pick<Producer, 'connect' | 'disconnect'> & {
  send(batch: readonly PartitionRecords[]): Promise<void>;
};

export class Publisher {
  private readonly producer: Renewable<BatchProducer>;

  constructor(options: KafkaMessageLogOptions) {
    this.producer = new Renewable('produce', () => createProducer(options));
  }

  async write(batch: readonly Publication[], deadlineMs: number): Promise<void> {
    const parts = byPartition(batch);
    try {
      await this.producer.use(deadlineMs, (producer) => producer.send(parts));
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

function byPartition(batch: readonly Publication[]): PartitionRecords[] {
  const topics = Map.groupBy(batch, ({ topic }) => topic);
  return [...topics].flatMap(([topic, publications]) => {
    const records = publications.flatMap((publication) => publication.records);
    const partitions = Map.groupBy(records, ({ partition }) => partition);
    return [...partitions].map(([partition, those]) => ({ topic, partition, records: those }));
  });
}

/**
 * A send that was given up goes on in kafkajs, and connects again even after a disconnect: it could
 * write its records minutes later, behind newer ones. So a producer has a client of its own, which
 * opens no connection once it is retired.
 */
function createProducer(options: KafkaMessageLogOptions): BatchProducer {
  let retired = false;
  const sends = new SendsByLeader();
  const producer = createClient(options, patient, () => retired).producer({
    idempotent: true, // No duplicates and no reordering by repeated attempts.
    maxInFlightRequests: 1, // kafkajs lacks the repair that more would need.
    allowAutoTopicCreation: false,
    createPartitioner: () => sends.partitioner,
  });
  return {
    connect: () => producer.connect(),
    send: (batch) => sends.send(producer, batch),
    disconnect: () => {
      retired = true;
      return producer.disconnect();
    },
  };
}
