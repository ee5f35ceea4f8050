import type { Command } from 'commander';
import { withJson } from '../api/connection.js';
import { ending } from '../terminal/ending.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { print } from '../terminal/print.js';

export function addStatus(program: Command): void {
  withJson(program.command('status'))
    .description('where the log stands, and how far each reader is behind it')
    .action(
      ending(async ({ json }: { json?: true }) => {
        const { withInstallation } = await import('../installation/installation.js');
        const { readStatus, statusInWords } = await import('../status/status.js');
        return withInstallation(async ({ database, reader }) => {
          const status = await readStatus(database, await reader.heads());
          print(json ? JSON.stringify(status) : statusInWords(status));
          return exitCodes.done;
        });
      }),
    );
}
