export { eventRecordsFrom } from './ingest/event-records.js';
export type { Backfill } from './ingest/ingest.js';
export { role, schema, webhooksDatabase } from './migrations/migrations.js';
export { startWebhookDispatcher, type WebhookDispatcherOptions } from './service.js';
