// Puts the service together. It is asked by the gateway and by connectors, and asks nobody.
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { createDatabase, NestLogger, type HealthRegistry, type Logger } from '@ledgerway/platform';
import { Cards } from './cards/cards.js';
import { KeyRing } from './keys/key-ring.js';
import { Rotation } from './keys/rotation.js';
import { role, schema } from './migrations/migrations.js';
import { QueriesController } from './queries.controller.js';
import { Tokens } from './tokens/tokens.js';

export type VaultOptions = {
  /** Of a login that may act as the service's role. Migrations have run. */
  readonly databaseUrl: string;
  /** The installation's, the same for all processes and for ever. */
  readonly masterKey: Buffer;
  /** Later keys, as text or in a file that a rotation writes to; neither is needed at first. */
  readonly vaultKeys?: string | undefined;
  readonly vaultKeysFile?: string | undefined;
  /** Where queries are answered. */
  readonly queries: CustomTransportStrategy;
  readonly logger: Logger;
  readonly health: HealthRegistry;
  /** Names this process among all of the installation. */
  readonly instance: string;
};

/**
 * Runs until stopped.
 *
 * @throws UnknownKeyVersion if cards are under a key that it was not given
 */
export async function startVault(options: VaultOptions): Promise<{ stop(): Promise<void> }> {
  const { databaseUrl, masterKey, logger } = options;
  const ring = new KeyRing(options);
  const database = createDatabase({
    url: databaseUrl,
    schema,
    role,
    applicationName: `ledgerway vault ${options.instance}`,
    maxConnections: 6,
    log: logger,
  });
  const rotation = new Rotation(database, ring);
  await rotation.verifyKeys();
  options.health.register('vault', () => database.ping());
  const answering: DynamicModule = {
    module: VaultModule,
    controllers: [QueriesController],
    providers: [
      { provide: Cards, useValue: new Cards(database, ring, masterKey) },
      { provide: Tokens, useValue: new Tokens(database) },
      { provide: Rotation, useValue: rotation },
    ],
  };
  const queries = await NestFactory.createMicroservice(answering, {
    logger: new NestLogger(logger),
    abortOnError: false,
    strategy: options.queries,
  });
  await queries.listen();
  return {
    async stop() {
      await queries.close();
      await database.close();
    },
  };
}

@Module({})
class VaultModule {}
