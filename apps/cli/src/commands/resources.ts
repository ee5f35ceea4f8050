import type { Command } from 'commander';
import { findConnection, withConnection, type ConnectionOptions } from '../api/connection.js';
import { addResources, connectionIn, readOperations } from '../resources/resource-commands.js';
import { ending } from '../terminal/ending.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { Failure } from '../terminal/failure.js';
import { print } from '../terminal/print.js';
import { tableOf } from '../terminal/table.js';

export function addResourceList(program: Command): void {
  withConnection(program.command('resources'))
    .description('list the commands that the running server adds, such as `charges create`')
    .action(
      ending(async (flags: ConnectionOptions) => {
        const operations = await readOperations(findConnection(flags, process.env));
        if ('unknown' in operations) throw new Failure(operations.unknown);
        if (flags.json) print(JSON.stringify(operations));
        else
          tableOf(
            operations.map(({ words, inPath, summary }) => [
              [...words, ...inPath.map((name) => `<${name}>`)].join(' '),
              summary,
            ]),
          ).forEach(print);
        return exitCodes.done;
      }),
    );
}

/** For a command that is none of ours: perhaps the server has a resource of that name. */
export async function addResourcesFor(program: Command, args: readonly string[]): Promise<void> {
  const name = args.find((arg) => !arg.startsWith('-'));
  const known = ['help', ...program.commands.map((command) => command.name())];
  if (name === undefined || known.includes(name)) return;
  const operations = await readOperations(connectionIn(args));
  if ('unknown' in operations)
    throw new Failure(`There is no command '${name}' without a server: ${operations.unknown}`);
  addResources(program, operations);
}
