import { Argument, type Command } from 'commander';
import { scripts, shells, type Shell } from '../completion/scripts.js';
import { ending } from '../terminal/ending.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { print } from '../terminal/print.js';

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('a script that completes commands, for your shell to read at its start')
    .addArgument(new Argument('<shell>').choices(shells))
    .action((shell: Shell) => print(scripts[shell]));
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action(
      ending(async (words: readonly string[]) => {
        const { candidates } = await import('../completion/candidates.js');
        const { publicEventTypes } = await import('@ledgerway/contracts');
        candidates(program, words, publicEventTypes).forEach(print);
        return exitCodes.done;
      }),
    );
}
