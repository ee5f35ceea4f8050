// Test support only: nothing here is built into a running service.
export { specFor, type Decider } from './decider/decider-spec.js';
export { HttpSink, type ReceivedRequest, type SinkAnswer } from './http/http-sink.js';
export { testDatabase, type TestDatabase } from './services/test-database.js';
export { testKafka, type TestKafka } from './services/test-kafka.js';
export { eventually } from './time/eventually.js';
export { ManualClock } from './time/manual-clock.js';
export { containerEngine, type ContainerEngine } from './containers/container-engine.js';
export { KafkaCluster } from '@ledgerway/platform';
