import { randomBytes } from 'node:crypto';
import { testService } from './test-service.js';

/** `topicPrefix` keeps the topics of one suite apart from those of all others. */
export type TestKafka = { brokers: string[]; topicPrefix: string };

/**
 * The Kafka broker of this test run. It starts at the first call of the run, unless
 * LEDGERWAY_TEST_KAFKA_BROKERS (comma-separated) names one; the first start ever downloads it.
 *
 * @throws when there is no broker: a test of Kafka never passes without one.
 */
export async function testKafka(): Promise<TestKafka> {
  const brokers = await testService('kafka', 'LEDGERWAY_TEST_KAFKA_BROKERS');
  return { brokers: brokers.split(','), topicPrefix: `t${randomBytes(6).toString('hex')}.` };
}
