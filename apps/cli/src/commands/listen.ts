import { Option, type Command } from 'commander';
import { withConnection, type ConnectionOptions } from '../api/connection.js';
import type { Format } from '../listen/reports.js';
import { collect, readCount, readDuration } from '../terminal/options.js';
import { ending } from '../terminal/ending.js';

export type ListenFlags = ConnectionOptions & {
  readonly forwardTo?: string;
  readonly events?: string;
  readonly header?: readonly string[];
  readonly format: Format;
  readonly printSecret?: true;
  readonly skipVerify?: true;
  readonly since?: string;
  readonly once?: true;
  readonly limit?: number;
  readonly timeout?: number;
  readonly exitCode?: true;
  readonly retry: boolean;
  readonly record?: string;
  readonly replay?: string;
};

export function addListen(program: Command): void {
  withConnection(program.command('listen'))
    .description('show events as they happen, and forward them to your server, signed')
    .option('-f, --forward-to <url>', 'where to post them, such as localhost:3000/hook')
    .option('-e, --events <types>', 'only these, such as charge.*,refund.created')
    .option('-H, --header <header>', 'send this with them, "Name: value"; repeatable', collect)
    .addOption(
      new Option('--format <format>', 'how to show them')
        .choices(['compact', 'table', 'json'])
        .default('compact'),
    )
    .option('--print-secret', 'print the secret that they are signed with, and end')
    .option('--skip-verify', "take your server's TLS certificate as it is")
    .option('--since <when>', 'begin in the past: 10m, a time, or the id of the last event you had')
    .option('--limit <n>', 'end after this many', readCount)
    .option('--once', 'end after one, like --limit 1')
    .option(
      '--timeout <duration>',
      'end after this time; exit code 4 if events are missing',
      readDuration,
    )
    .option('--exit-code', 'exit code 1 if your server did not accept one of them')
    .option('--no-retry', 'go on with the next one while your server is down')
    .option('--record <dir>', 'keep them, and the answers, as files')
    .option('--replay <dir>', 'forward what was recorded instead of what happens')
    .action(
      ending(async (flags: ListenFlags) => {
        const { runListen } = await import('../listen/run-listen.js');
        return runListen(flags);
      }),
    );
}
