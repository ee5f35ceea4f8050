// Makes an installation ready to serve: schemas, partition count, topics, the first account. Every
// step may run again, at every start and by several processes at once.
import {
  migrations as gatewayMigrations,
  provisionFirstAccount,
  role as gatewayRole,
  schema as gatewaySchema,
} from '@ledgerway/api-gateway';
import {
  migrations as bookMigrations,
  role as bookRole,
  schema as bookSchema,
} from '@ledgerway/connectors';
import { topics } from '@ledgerway/contracts';
import { ensureInstallation } from '@ledgerway/event-store';
import {
  migrations as logMigrations,
  role as logRole,
  schema as logSchema,
  type MessageLog,
} from '@ledgerway/messaging';
import {
  migrations as paymentsMigrations,
  role as paymentsRole,
  schema as paymentsSchema,
} from '@ledgerway/payments';
import { deriveKey, migrate, type MigrationClass } from '@ledgerway/platform';
import {
  migrations as reportingMigrations,
  role as reportingRole,
  schema as reportingSchema,
} from '@ledgerway/reporting';
import {
  migrations as webhooksMigrations,
  role as webhooksRole,
  schema as webhooksSchema,
} from '@ledgerway/webhook-dispatcher';
