import { Option, type Command } from 'commander';
import { withJson } from '../api/connection.js';
import type { RebuildFlags } from '../projections/run-versions.js';
import { ending } from '../terminal/ending.js';
import { readCount } from '../terminal/options.js';

type JsonFlag = { readonly json?: true };

const runs = () => import('../projections/run-versions.js');

/** All read models are one projection; `all` is another word for it. */
const projection = () =>
  new Option('--projection <name>', 'which read models').choices(['ledger', 'all']);

export function addProjections(program: Command): void {
  withJson(program.command('rebuild').addOption(projection()))
    .description('build the read models anew beside the live ones, compare, and swap them in')
    .option('--parallel <n>', 'how many partitions at the same time', readCount)
    .option('--rate <events>', 'how many events per second at most', readCount)
    .option('--no-swap', 'leave the new version beside the live one')
    .option('--from-start', 'begin anew instead of going on with an interrupted rebuild')
    .action(ending(async (flags: RebuildFlags) => (await runs()).runRebuild(flags)));
  withJson(program.command('compare').addOption(projection()))
    .description('compare both versions of the read models; exit code 1 if they differ')
    .action(ending(async ({ json }: JsonFlag) => (await runs()).runCompare(json)));
  withJson(program.command('swap').addOption(projection()))
    .description('put a rebuilt version in the place of the live one')
    .action(ending(async ({ json }: JsonFlag) => (await runs()).runExchange('built', json)));
  withJson(program.command('rollback').addOption(projection()))
    .description('go back to the version that was live before')
    .action(ending(async ({ json }: JsonFlag) => (await runs()).runExchange('kept', json)));
}
