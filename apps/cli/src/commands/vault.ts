import type { Command } from 'commander';
import { ending } from '../terminal/ending.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { print } from '../terminal/print.js';

export function addVault(program: Command): void {
  program
    .command('vault')
    .description('the card vault')
    .command('rotate')
    .description('put every stored card under a new key, while the vault serves')
    .action(
      ending(async () => {
        const { withInstallation } = await import('../installation/installation.js');
        const { findVaultKeys } = await import('../vault/key-source.js');
        const { rotateVault } = await import('../vault/rotate.js');
        return withInstallation(async ({ databaseUrl }) => {
          await rotateVault({ databaseUrl, keys: findVaultKeys(process.env), print });
          return exitCodes.done;
        });
      }),
    );
}
