export { migrations, role, schema } from './migrations/migrations.js';
export { startPayments, type PaymentsOptions } from './service.js';
