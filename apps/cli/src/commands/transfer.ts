import type { Command } from 'commander';
import { withJson } from '../api/connection.js';
import { ending } from '../terminal/ending.js';
import type { ExportFlags } from '../transfer/run-export.js';
import type { ImportFlags } from '../transfer/run-import.js';

export function addTransfer(program: Command): void {
  withJson(program.command('export'))
    .description('write the whole event log and all accounts to files, to move or keep them')
    .requiredOption('--to <directory>', 'a new directory')
    .action(
      ending(async (flags: ExportFlags) =>
        (await import('../transfer/run-export.js')).runExport(flags),
      ),
    );
  withJson(program.command('import'))
    .description('put an export into a new installation; exit code 1 if its files are damaged')
    .requiredOption('--from <directory>', 'what `export` wrote')
    .action(
      ending(async (flags: ImportFlags) =>
        (await import('../transfer/run-import.js')).runImport(flags),
      ),
    );
}
