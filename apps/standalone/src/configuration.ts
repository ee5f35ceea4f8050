// What `npm start` and `npm run services` read from the environment (docs/operating.md lists it).
import { publicUrlSettings, requestSettings, tlsSettings } from '@ledgerway/api-gateway';
import { setting } from '@ledgerway/platform';

export const configuration = {
  port: setting.port('LEDGERWAY_PORT', { default: 4242 }),
  host: setting.text('LEDGERWAY_HOST', { default: '127.0.0.1' }),
  trustedProxies: setting.cidrs('LEDGERWAY_TRUSTED_PROXIES', { default: [] as readonly string[] }),
  ...publicUrlSettings,
  ...tlsSettings,
  ...requestSettings,
  data: setting.text('LEDGERWAY_DATA', { default: '.ledgerway' }),
  seals: setting.text('LEDGERWAY_SEALS', { optional: true }),
  databaseUrl: setting.url('LEDGERWAY_DATABASE_URL', {
    protocols: ['postgres', 'postgresql'],
    optional: true,
    secret: true,
  }),
  brokers: setting.list('LEDGERWAY_KAFKA_BROKERS', { default: [] as readonly string[] }),
  partitions: setting.integer('LEDGERWAY_PARTITIONS', { min: 1, max: 256, optional: true }),
  webhookAllow: setting.cidrs('LEDGERWAY_WEBHOOK_ALLOW', { optional: true }),
  retryScale: setting.number('LEDGERWAY_RETRY_SCALE', { default: 1, min: 0.001, max: 1_000_000 }),
  webhookHistoryDays: setting.integer('LEDGERWAY_WEBHOOK_HISTORY_DAYS', {
    default: 30,
    min: 1,
    max: 3_650,
  }),
};

/** Where webhooks of a machine's own developer go; a server on the network allows nothing private. */
export const loopback: readonly string[] = ['127.0.0.0/8', '::1/128'];
