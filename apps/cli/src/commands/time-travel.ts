import { balanceTimes } from '@ledgerway/contracts';
import { Option, type Command } from 'commander';
import { withJson } from '../api/connection.js';
import type { BalanceFlags } from '../balance/run-balance.js';
import type { DiffFlags, StateFlags } from '../state/run-state.js';
import type { StoryFlags } from '../story/run-story.js';
import { ending } from '../terminal/ending.js';
import { readCount } from '../terminal/options.js';

export function addTimeTravel(program: Command): void {
  withJson(program.command('balance'))
    .description('what an account of the ledger held at any moment')
    .requiredOption('--account <name>', 'such as merchant_available:acct_…')
    .option('--as-of <time>', '2026-08-01T00:00:00Z or unix seconds; else everything')
    .addOption(
      new Option('--by <time>', 'when it was recorded, or when it counts')
        .choices(balanceTimes)
        .default('recorded'),
    )
    .option('--currency <code>', 'this currency only')
    .option('--live', 'live mode instead of test mode')
    .option('--explain', 'list the entries behind it and add them up; exit code 1 if they differ')
    .action(
      ending(async (flags: BalanceFlags) =>
        (await import('../balance/run-balance.js')).runBalance(flags),
      ),
    );
  withJson(program.command('story <id>'))
    .description('what happened to a charge, a payment or a payout: why, which postings, webhooks')
    .option('--time-zone <name>', 'such as Asia/Hong_Kong; else that of this machine')
    .action(
      ending(async (id: string, flags: StoryFlags) =>
        (await import('../story/run-story.js')).runStory(id, flags),
      ),
    );
  withJson(program.command('state'))
    .description('what stands in a stream, or stood in it')
    .requiredOption('--stream <id>', 'the id of anything in it, or its UUID')
    .option('--version <n>', 'after so many of its events', readCount)
    .action(
      ending(async (flags: StateFlags) => (await import('../state/run-state.js')).runState(flags)),
    );
  withJson(program.command('diff <id>'))
    .description('what changed in a stream between two versions')
    .option('--from <n>', 'the earlier version; else its beginning', readCount)
    .option('--to <n>', 'the later one; else as it is now', readCount)
    .action(
      ending(async (id: string, flags: DiffFlags) =>
        (await import('../state/run-state.js')).runDiff(id, flags),
      ),
    );
}
