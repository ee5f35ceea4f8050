import type { MigrationInterface, QueryRunner } from 'typeorm';

export type MigrationClass = new () => MigrationInterface;

/**
 * A numbered migration written as SQL. It runs in its own transaction, as the owner of the schema
 * and with the schema on the search path; the grants to the service's role belong in its text.
 * There is no way back down: a released migration is corrected by the next one.
 *
 * @param number 1, 2, 3, …: the order, and for ever the migration's identity.
 * @param name what it does, in CamelCase: `CreateHeads`.
 */
export function sqlMigration(number: number, name: string, sql: string): MigrationClass {
  // TypeORM orders migrations by the last thirteen digits of their name.
  const orderedName = `${name}${String(number).padStart(13, '0')}`;
  return class implements MigrationInterface {
    readonly name = orderedName;

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(sql);
    }

    async down(): Promise<void> {
      throw new Error(`${orderedName} cannot be undone; write the next migration instead`);
    }
  };
}
