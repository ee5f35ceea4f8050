export { vaultCards } from './acquirer/vault-cards.js';
export { paymentsDatabase } from './migrations/migrations.js';
export { startPayments, type PaymentsOptions } from './service.js';
