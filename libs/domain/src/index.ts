export * from './charge/amounts.js';
export * from './charge/charge.js';
export * from './charge/intents.js';
export * from './charge/model.js';
export { authorizationLifetimeMs, saleCaptureId } from './charge/outcomes.js';
export * from './decision.js';
export * from './ledger/accounts.js';
export * from './ledger/postings.js';
export * from './money.js';
