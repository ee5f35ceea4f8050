import { Option, type Command } from 'commander';
import { withConnection, type ConnectionOptions } from '../api/connection.js';
import { withApi } from '../api/with-api.js';
import { readCount } from '../terminal/options.js';
import { tailLogs } from '../logs/tail-logs.js';

export type TailFlags = ConnectionOptions & {
  readonly method?: string;
  readonly status?: string;
  readonly path?: string;
  readonly requestId?: string;
  readonly limit: number;
  readonly since?: string;
  readonly follow?: true;
  readonly all?: true;
};

export function addLogs(program: Command): void {
  const logs = program.command('logs').description('requests to the API');
  withConnection(logs.command('tail'))
    .description('the latest requests of this account, oldest first')
    .addOption(new Option('--method <method>').choices(['GET', 'POST', 'DELETE']))
    .option('--status <status>', 'such as 402 or 4xx')
    .option('--path <path>', 'such as /v1/charges')
    .option('--request-id <id>', 'one request, with what was sent and answered')
    .option('--limit <n>', 'how many of those that are there', readCount, 20)
    .option('--since <when>', 'instead: all since then: 10m, a time, or the id of a request')
    .option('-f, --follow', 'go on with those that come')
    .option('--all', 'also the polling of `listen` and of this command')
    .action(withApi<[], TailFlags>(tailLogs));
}
