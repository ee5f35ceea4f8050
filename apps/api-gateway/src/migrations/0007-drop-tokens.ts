import { sqlMigration } from '@ledgerway/platform';

// Tokens live in the vault now (ADR 8). Those that were made here and not spent are made again by
// whoever still wants them: a token serves once, and soon.
export const DropTokens = sqlMigration(7, 'DropTokens', 'drop table tokens');
