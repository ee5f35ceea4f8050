export * from './ids.js';
export * from './queries/page.js';
export * from './queries/payments.js';
export * from './queries/reporting.js';
export * from './queries/webhooks.js';
export * from './topics.js';
export * from './wire/charge.js';
export * from './wire/records.js';
