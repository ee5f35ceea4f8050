// The same servers as in production images. Everything else runs on the embedded ones, so a machine
// without a container engine loses this suite alone.
import { KafkaContainer } from '@testcontainers/kafka';
import { PostgreSqlContainer } from '@testcontainers/postgresql';
import kafkajs from 'kafkajs';
import pg from 'pg';
import { containerEngine } from './container-engine.js';

const startMs = 300_000; // The first start pulls the image.
const engine = await containerEngine();
const describeWithEngine = engine.reachable ? describe : describe.skip;

describeWithEngine('in containers', () => {
  it(
    'PostgreSQL answers',
    async () => {
      const container = await new PostgreSqlContainer('postgres:18').start();
      const client = new pg.Client({ connectionString: container.getConnectionUri() });
      await client.connect();
      expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
      await client.end();
      await container.stop();
    },
    startMs,
  );

  it(
    'Kafka answers',
    async () => {
      const container = await new KafkaContainer('confluentinc/cp-kafka:7.9.1').withKraft().start();
      const brokers = [`${container.getHost()}:${container.getMappedPort(9093)}`];
      const admin = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).admin();
      await admin.connect();
      expect((await admin.describeCluster()).brokers).toHaveLength(1);
      await admin.disconnect();
      await container.stop();
    },
    startMs,
  );
});

describe('a container engine', () => {
  it('is there, or is missing for a reason that can be read', () => {
    if (!engine.reachable) expect(engine.reason).toMatch(/container runtime/i);
    else expect(engine).toEqual({ reachable: true });
  });
});
