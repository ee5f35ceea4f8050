export type { Backfill } from './ingest/ingest.js';
export { migrations, role, schema } from './migrations/migrations.js';
export { startWebhookDispatcher, type WebhookDispatcherOptions } from './service.js';
