// A send of kafkajs to several leaders is not safe. When one of them fails while another still works
// on its part, the retry queues that part once more, and it goes out under new sequence numbers: a
// second time, for all the broker can tell. A partition that moves to a leader which has answered
// already is even left out. So a send of ours is one request to one leader, attempted once; kafkajs
// takes back the sequence numbers of an attempt that failed, and the same records get them again.
import type {
  Message,
  PartitionerArgs,
  PartitionMetadata,
  Producer,
  RecordMetadata,
} from 'kafkajs';

/** What is written to one partition at once. It stays together: the broker knows it as one batch. */
export type PartitionRecords = {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly Pick<Message, 'headers' | 'key' | 'value'>[];
};

type AddressedMessage = Message & { readonly partition: number; readonly attempt: Attempt };

const produceTimeoutMs = 5_000;

/** Of one producer, which it outlives by nothing: it knows the leaders as that producer does. */
export class SendsByLeader {
  private readonly metadata = new Map<string, readonly PartitionMetadata[]>();

  /** kafkajs asks it for every message and before every attempt, by the metadata it then goes by. */
  readonly partitioner = ({ topic, partitionMetadata, message }: PartitionerArgs): number => {
    const { partition, attempt } = message as AddressedMessage;
    this.metadata.set(topic, partitionMetadata);
    attempt.include(this.leaderOf(topic, partition));
    return partition;
  };

  /**
   * Writes until every partition has confirmed, for as long as the producer is connected.
   *
   * @throws the first error that no new attempt mends, when no part of the batch is under way any
   * more: what comes next cannot be overtaken by it
   */
  async send(
    producer: Pick<Producer, 'sendBatch'>,
    batch: readonly PartitionRecords[],
  ): Promise<void> {
    const groups = Map.groupBy(batch, ({ topic, partition }) => {
      // Nobody knows where they belong together before kafkajs has asked about the topic.
      return this.leaderOf(topic, partition) ?? `${topic} ${partition}`;
    });
    const ends = await Promise.allSettled(
      [...groups.values()].map((group) => this.sendToOneLeader(producer, group)),
    );
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }

  private async sendToOneLeader(
    producer: Pick<Producer, 'sendBatch'>,
    group: readonly PartitionRecords[],
  ): Promise<void> {
    let answer: RecordMetadata[];
    try {
      const topicMessages = messagesByTopic(group);
      answer = await producer.sendBatch({ acks: -1, timeout: produceTimeoutMs, topicMessages });
    } catch (error) {
      if (error instanceof LeadersUncertain) return this.send(producer, group);
      throw error;
    }
    // kafkajs skips, without a word, a partition that its metadata does not know.
    if (answer.length !== group.length) throw new Error('Kafka did not confirm every partition');
  }

  private leaderOf(topic: string, partition: number): number | undefined {
    return this.metadata.get(topic)?.find(({ partitionId }) => partitionId === partition)?.leader;
  }
}

/** Thrown into kafkajs before it sends anything. It comes back as it is, and ends all retries. */
class LeadersUncertain extends Error {
  override readonly name = 'LeadersUncertain';
}

/** Lets kafkajs put each message of a group into one request, if it is one, and into no second. */
class Attempt {
  private leader: number | undefined;
  private included = 0;

  constructor(private readonly size: number) {}

  /** @throws LeadersUncertain */
  include(leader: number | undefined): void {
    if (this.included === 0) this.leader = leader;
    this.included += 1;
    if (leader !== this.leader || this.included > this.size)
      throw new LeadersUncertain('A send goes on by the leaders of now');
  }
}

function messagesByTopic(
  group: readonly PartitionRecords[],
): { topic: string; messages: AddressedMessage[] }[] {
  const attempt = new Attempt(group.reduce((sum, { records }) => sum + records.length, 0));
  const topics = Map.groupBy(group, ({ topic }) => topic);
  return [...topics].map(([topic, parts]) => ({
    topic,
    messages: parts.flatMap(({ partition, records }) =>
      records.map(({ headers, key, value }) => ({ headers, key, value, partition, attempt })),
    ),
  }));
}
