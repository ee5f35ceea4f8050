// The public edge as a process of its own, over Kafka.
import { ClientTCP } from '@nestjs/microservices';
import { PostgresSandboxFaults } from '@ledgerway/connectors';
import { KafkaMessageLog } from '@ledgerway/messaging';
import {
  masterKeySettings,
  readMasterKey,
  runService,
  setting,
  startMetricsServer,
} from '@ledgerway/platform';
import { startApiGateway } from './index.js';

const schema = {
  ...masterKeySettings,
  databaseUrl: setting.url('LEDGERWAY_DATABASE_URL', { protocols: ['postgres', 'postgresql'], secret: true }),
  brokers: setting.list('LEDGERWAY_KAFKA_BROKERS'),
  partitions: setting.integer('LEDGERWAY_PARTITIONS', { default: 16, min: 1, max: 256 }),
  host: setting.text('LEDGERWAY_HOST', { default: '127.0.0.1' }),
  port: setting.port('LEDGERWAY_PORT', { default: 4242 }),
  privateHost: setting.text('LEDGERWAY_PRIVATE_HOST', { default: '127.0.0.1' }),
  metricsPort: setting.port('LEDGERWAY_METRICS_PORT', { default: 4314 }),
  payments: setting.address('LEDGERWAY_PAYMENTS_ADDRESS', { default: { host: '127.0.0.1', port: 4301 } }),
  reporting: setting.address('LEDGERWAY_REPORTING_ADDRESS', { default: { host: '127.0.0.1', port: 4302 } }),
  webhooks: setting.address('LEDGERWAY_WEBHOOKS_ADDRESS', { default: { host: '127.0.0.1', port: 4303 } }),
};
