import type { Message, PartitionMetadata, ProducerBatch, RecordMetadata } from 'kafkajs';
import { SendsByLeader, type PartitionRecords } from './sends-by-leader.js';

const value = Buffer.from('a record');
const part = (topic: string, partition: number, count = 2): PartitionRecords => ({
  topic,
  partition,
  records: Array.from({ length: count }, () => ({ value })),
});
const leadBy = (...leaders: number[]): PartitionMetadata[] =>
  leaders.map((leader, partitionId) => ({ leader, partitionId }) as PartitionMetadata);

/** Asks the partitioner as kafkajs does: once per message, and again before every attempt. */
class FakeProducer {
  readonly sends = new SendsByLeader();
  readonly leaders = new Map([
    ['orders', leadBy(1, 1, 2)],
    ['refunds', leadBy(2)],
  ]);
  /** What each request held, such as `orders 0,0,1,1`. */
  requests: string[] = [];
  onRequest: (request: string) => void | Promise<void> = () => undefined;

  async sendBatch({ topicMessages = [] }: ProducerBatch): Promise<RecordMetadata[]> {
    for (;;) {
      const request = topicMessages.map(({ topic, messages }) => {
        return `${topic} ${this.partitionsOf(topic, messages)}`;
      });
      try {
        this.requests.push(request.join(' + '));
        await this.onRequest(request.join(' + '));
        return topicMessages.flatMap(({ topic, messages }) =>
          [...new Set(messages.map(({ partition }) => partition!))].map((partition) => {
            return { topicName: topic, partition, errorCode: 0 };
          }),
        );
      } catch (error) {
        if ((error as { retriable?: boolean }).retriable !== true) throw error;
      }
    }
  }

  send(...batch: PartitionRecords[]): Promise<void> {
    return this.sends.send(this, batch);
  }

  private partitionsOf(topic: string, messages: Message[]): number[] {
    const partitionMetadata = this.leaders.get(topic)!;
    return messages.map((message) => this.sends.partitioner({ topic, partitionMetadata, message }));
  }
}

const retriable = (): Error => Object.assign(new Error('Closed connection'), { retriable: true });

describe('SendsByLeader', () => {
  let producer: FakeProducer;
  beforeEach(async () => {
    producer = new FakeProducer();
    await producer.send(part('orders', 0), part('refunds', 0));
    producer.requests = [];
  });

  it('sends each partition by itself while it knows no leaders', async () => {
    const fresh = new FakeProducer();
    await fresh.send(part('orders', 0), part('orders', 1));
    expect(fresh.requests).toEqual(['orders 0,0', 'orders 1,1']);
  });

  it('makes one request per leader, over all topics', async () => {
    await producer.send(
      part('orders', 0),
      part('orders', 1),
      part('orders', 2),
      part('refunds', 0),
    );
    expect(producer.requests).toEqual(['orders 0,0,1,1', 'orders 2,2 + refunds 0,0']);
  });

  it('divides a group whose leaders have parted before anything of it was sent', async () => {
    producer.leaders.set('orders', leadBy(1, 3, 2));
    await producer.send(part('orders', 0), part('orders', 1));
    expect(producer.requests).toEqual(['orders 0,0', 'orders 1,1']);
  });

  it('sees that the leader of a later topic in a group has changed', async () => {
    producer.leaders.set('refunds', leadBy(3));
    await producer.send(part('orders', 2), part('refunds', 0));
    expect(producer.requests).toEqual(['orders 2,2', 'refunds 0,0']);
  });

  it('divides anew what a retry of kafkajs would send', async () => {
    producer.onRequest = () => {
      producer.onRequest = () => undefined;
      producer.leaders.set('orders', leadBy(3, 1, 2));
      throw retriable();
    };
    await producer.send(part('orders', 0), part('orders', 1));
    expect(producer.requests).toEqual(['orders 0,0,1,1', 'orders 0,0', 'orders 1,1']);
  });

  it('leaves what is under way to one leader alone when another fails', async () => {
    const slow = Promise.withResolvers<void>();
    producer.onRequest = (request) => {
      if (request.startsWith('orders 0')) return slow.promise;
      producer.onRequest = () => slow.resolve();
      producer.leaders.set('orders', leadBy(1, 1, 1));
      throw retriable();
    };
    await producer.send(part('orders', 0), part('orders', 2));
    expect(producer.requests).toEqual(['orders 0,0', 'orders 2,2', 'orders 2,2']);
  });

  it('fails with what no repetition mends, when nothing is under way any more', async () => {
    const slow = Promise.withResolvers<void>();
    let slowOneEnded = false;
    producer.onRequest = async (request) => {
      if (request.startsWith('orders 2')) throw new Error('Message too large');
      await slow.promise;
      slowOneEnded = true;
    };
    const sent = producer.send(part('orders', 0), part('orders', 2));
    setImmediate(slow.resolve);
    await expect(sent).rejects.toThrow('Message too large');
    expect(slowOneEnded).toBe(true);
  });

  it('fails when a partition is missing from the answer', async () => {
    producer.sendBatch = async () => [{ topicName: 'orders', partition: 0, errorCode: 0 }];
    await expect(producer.send(part('orders', 0))).resolves.toBeUndefined();
    await expect(producer.send(part('orders', 0), part('orders', 1))).rejects.toThrow(
      'did not confirm every partition',
    );
  });
});
