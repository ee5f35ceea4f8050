import kafkajs from 'kafkajs';
import pg from 'pg';
import { testDatabase } from './test-database.js';
import { testKafka } from './test-kafka.js';

describe('the servers of a test run', () => {
  it('give every suite a database of its own', async () => {
    const [one, other] = [await testDatabase('Suite A'), await testDatabase('Suite A')];
    expect(one.url).not.toBe(other.url);
    const client = new pg.Client({ connectionString: one.url });
    await client.connect();
    const { rows } = await client.query('select current_database() as name');
    expect(rows[0].name).toMatch(/^suite_a_[0-9a-f]{12}$/);
    await client.end();
    await one.drop();
    await other.drop();
    await expect(new pg.Client({ connectionString: one.url }).connect()).rejects.toThrow(/exist/);
  });

  it('include a real Kafka broker', async () => {
    const { brokers, topicPrefix } = await testKafka();
    const kafka = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    const topic = `${topicPrefix}greetings`;
    await admin.createTopics({ topics: [{ topic, numPartitions: 2 }], waitForLeaders: false });
    expect(await admin.listTopics()).toContain(topic);
    await admin.disconnect();
  }, 300_000);

  it('are not replaced by nothing: without a run there is a clear error', async () => {
    const { LEDGERWAY_TEST_SERVICES: socket, LEDGERWAY_TEST_POSTGRES_URL: url } = process.env;
    delete process.env['LEDGERWAY_TEST_SERVICES'];
    delete process.env['LEDGERWAY_TEST_POSTGRES_URL'];
    try {
      await expect(testDatabase()).rejects.toThrow(/set LEDGERWAY_TEST_POSTGRES_URL/);
    } finally {
      Object.assign(process.env, {
        LEDGERWAY_TEST_SERVICES: socket,
        LEDGERWAY_TEST_POSTGRES_URL: url,
      });
    }
  });
});
