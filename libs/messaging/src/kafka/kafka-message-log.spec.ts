import { eventually, KafkaCluster, testKafka, type TestKafka } from '@ledgerway/testing';
import { messageLogConformance } from '../conformance.js';
import { numbered, record, Recorder, text } from '../conformance/recorder.js';
import { PublishTimeout } from '../port.js';
import { createClient, impatient } from './client.js';
import { KafkaMessageLog } from './kafka-message-log.js';
import type { KafkaMessageLogOptions } from './options.js';

const oneHourMs = 3_600_000;
const brokerStartMs = 300_000;
let kafka: TestKafka;
let instances = 0;

const openLog = (options: Partial<KafkaMessageLogOptions> = {}): KafkaMessageLog =>
  new KafkaMessageLog({ ...kafka, clientId: `spec-${++instances}`, maxWaitMs: 100, ...options });

beforeAll(async () => {
  kafka = await testKafka();
}, brokerStartMs);

messageLogConformance('KafkaMessageLog', async () => () => openLog());

describe('KafkaMessageLog', () => {
  let log: KafkaMessageLog;
  beforeEach(() => {
    log = openLog();
  });
  afterEach(() => log.close());

  async function deleteRecordsBefore(topic: string, offset: bigint): Promise<void> {
    const admin = createClient({ ...kafka, clientId: 'spec-admin' }, impatient).admin();
    await admin.connect();
    // Deleting loads no metadata by itself.
    await admin.fetchTopicMetadata({ topics: [kafka.topicPrefix + topic] });
    const partitions = [{ partition: 0, offset: String(offset) }];
    await admin.deleteTopicRecords({ topic: kafka.topicPrefix + topic, partitions });
    await admin.disconnect();
  }

  it('starts at the first record that is left when the wanted one was deleted', async () => {
    await log.createTopics([{ topic: 'trimmed', partitions: 1, retentionMs: oneHourMs }]);
    await log.publish('trimmed', numbered(0, 0, 5));
    await deleteRecordsBefore('trimmed', 3n);
    const recorder = new Recorder();
    recorder.onStart = async () => new Map([[0, 1n]]);
    await recorder.subscribe(log, { topic: 'trimmed', group: 'g', partitions: [0] });
    await recorder.untilReceived('0:4');
    expect(recorder.values()).toEqual(['0:3', '0:4']);
  });

  it('goes on behind records that were deleted before it read them', async () => {
    await log.createTopics([{ topic: 'overtaken', partitions: 1, retentionMs: oneHourMs }]);
    const slow = openLog({ limits: { maxBatch: 1, maxQueued: 1 } });
    const recorder = new Recorder();
    const trimmed = Promise.withResolvers<void>();
    recorder.onBatch = () => (recorder.values().length === 1 ? trimmed.promise : undefined);
    await recorder.subscribe(slow, { topic: 'overtaken', group: 'g', partitions: [0] });
    await log.publish('overtaken', numbered(0, 0, 1));
    await recorder.untilReceived('0:0');
    await log.publish('overtaken', numbered(0, 1, 1));
    await log.publish('overtaken', numbered(0, 2, 1));
    await log.publish('overtaken', numbered(0, 3, 1));
    await deleteRecordsBefore('overtaken', 3n);
    trimmed.resolve();
    await recorder.untilReceived('0:3');
    expect(recorder.values().slice(0, 1)).toEqual(['0:0']);
    await slow.close();
  });

  it('waits for an offset that its topic has not reached yet', async () => {
    await log.createTopics([{ topic: 'ahead', partitions: 2, retentionMs: oneHourMs }]);
    const recorder = new Recorder();
    recorder.onStart = async () =>
      new Map([
        [0, 2n],
        [1, 0n],
      ]);
    await recorder.subscribe(log, { topic: 'ahead', group: 'g', partitions: [0, 1] });
    await log.publish('ahead', [...numbered(0, 0, 3), ...numbered(1, 0, 1)]);
    await recorder.untilReceived('0:2', '1:0');
    expect(recorder.values(0)).toEqual(['0:2']);
  });

  it('keeps topics and groups of one prefix from those of another', async () => {
    const other = openLog({ topicPrefix: `${kafka.topicPrefix}other.` });
    await log.createTopics([{ topic: 'same', partitions: 1, retentionMs: oneHourMs }]);
    await other.createTopics([{ topic: 'same', partitions: 2, retentionMs: oneHourMs }]);
    await other.publish('same', [record(1, 'theirs')]);
    expect((await log.tails('same')).get(0)).toBe(0n);
    await other.close();
  });

  it('reports what kafkajs is silent about', async () => {
    const warnings: string[] = [];
    const logger = {
      info: () => undefined,
      warn: (_: unknown, text: string) => warnings.push(text),
    };
    const nowhere = openLog({ brokers: ['127.0.0.1:9'], logger, publishTimeoutMs: 200 });
    expect(await nowhere.health()).toMatchObject({ ok: false });
    expect(warnings.some((warning) => warning.startsWith('kafka: '))).toBe(true);
    await nowhere.close();
  });
});

describe('a broker that is killed', () => {
  let cluster: KafkaCluster;
  beforeAll(async () => {
    cluster = await KafkaCluster.start();
  }, brokerStartMs);
  afterAll(() => cluster.destroy());

  it('loses nothing that was acknowledged, and everything goes on after its restart', async () => {
    const options = { brokers: cluster.brokers, clientId: 'spec', maxWaitMs: 100 };
    const log = new KafkaMessageLog({ ...options, publishTimeoutMs: 60_000 });
    const hasty = new KafkaMessageLog({ ...options, publishTimeoutMs: 500 });
    await log.createTopics([{ topic: 'killed', partitions: 4, retentionMs: oneHourMs }]);
    const [member, reader] = [new Recorder(), new Recorder()];
    const positions = new Map<number, bigint>();
    member.onStart = async (ps) => new Map(ps.map((p) => [p, positions.get(p) ?? 'earliest']));
    member.onBatch = ({ partition, records }) =>
      void positions.set(partition, records.at(-1)!.offset + 1n);
    await member.subscribe(log, { topic: 'killed', group: 'g' });
    await reader.subscribe(log, { topic: 'killed', group: 'r', partitions: [0, 1, 2, 3] });
    // Its first publish connects, which may take a busy machine longer than it has patience.
    await eventually(() => hasty.publish('killed', numbered(3, 0, 1)), { deadlineMs: 30_000 });

    const acknowledged: string[] = [];
    let going = true;
    const load = [0, 1, 2].map(async (p) => {
      for (let n = 0; going; n++) {
        const one = numbered(p, n, 1);
        await log.publish('killed', one);
        acknowledged.push(one[0]!.value.toString());
      }
    });
    await member.until(() => member.values().length > 100, 'some load');
    await cluster.killNode(1);
    await expect(hasty.publish('killed', numbered(3, 1, 1))).rejects.toThrow(PublishTimeout);
    expect(await hasty.health()).toMatchObject({ ok: false });
    await cluster.startNode(1);
    await hasty.publish('killed', numbered(3, 2, 1)).catch(() => undefined); // May be too hasty.
    const before = acknowledged.length;
    await member.until(() => acknowledged.length > before + 100, 'load after the restart');
    going = false;
    await Promise.all(load);
    await member.untilReceived(...acknowledged);
    await reader.untilReceived(...acknowledged);
    for (const p of [0, 1, 2]) {
      const offsets = reader.records(p).map(({ offset }) => offset);
      // Exactly once: the reader kept its place.
      expect(offsets).toEqual(offsets.map((_, i) => BigInt(i)));
      const values = reader.records(p).map(text);
      expect(values).toEqual([...new Set(values)]); // The producer wrote nothing twice.
    }
    await Promise.all([log.close(), hasty.close()]);
  }, 180_000);
});
