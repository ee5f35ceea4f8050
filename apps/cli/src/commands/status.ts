import type { Command } from 'commander';
import { withJson } from '../api/connection.js';
import { ending } from '../terminal/ending.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { print } from '../terminal/print.js';

export function addStatus(program: Command): void {
  withJson(program.command('status'))
    .description('where the log stands, and how far each reader is behind it')
    .option('--state-hash', 'also of the read models, per partition; all rows are read for it')
    .action(
      ending(async ({ json, stateHash }: { json?: true; stateHash?: true }) => {
        const { withInstallation } = await import('../installation/installation.js');
        const { withVersions } = await import('../projections/open-versions.js');
        const { readModelsInWords, readReadModels } = await import('../status/read-models.js');
        const { readStatus, statusInWords } = await import('../status/status.js');
        return withInstallation(async ({ database, reader }) => {
          const status = await readStatus(database, await reader.heads());
          const readModels = await withVersions((both) => readReadModels(both, stateHash === true));
          const inWords = () => `${statusInWords(status)}\n${readModelsInWords(readModels)}`;
          print(json ? JSON.stringify({ ...status, readModels }) : inWords());
          return exitCodes.done;
        });
      }),
    );
}
