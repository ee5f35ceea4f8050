import type { MigrationInterface } from 'typeorm';
import { CreateEventLog0000000000001 } from './0001-create-event-log.js';
import { CreateSeals0000000000002 } from './0002-create-seals.js';

/** In order. They expect the schema on the search path and the payments role to exist. */
export const eventStoreMigrations: readonly (new () => MigrationInterface)[] = [
  CreateEventLog0000000000001,
  CreateSeals0000000000002,
];
