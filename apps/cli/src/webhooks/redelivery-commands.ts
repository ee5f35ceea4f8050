// `ledgerway webhooks test|recover|replay`: what is to be delivered once more.
import type { Command } from 'commander';
import { withApi } from '../api/with-api.js';
import { withConnection, type ConnectionOptions } from '../api/connection.js';
import type { Pairs } from '../api/form.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { printJson } from '../terminal/print.js';
import { unixSeconds } from './unix-seconds.js';

type Range = ConnectionOptions & {
  readonly since: number;
  readonly until?: number;
  readonly events?: string;
  readonly dryRun?: true;
};

const path = (id: string, what: string) =>
  `/v1/webhook_endpoints/${encodeURIComponent(id)}/${what}`;

export function addRedeliveries(webhooks: Command): void {
  withConnection(webhooks.command('test <endpoint>'))
    .description('send a signed sample to an endpoint')
    .option('--event <type>', 'a sample of this type, such as charge.failed')
    .action(
      withApi<[string], ConnectionOptions & { readonly event?: string }>(
        async (api, id, { event, json }) => {
          const params: Pairs = event === undefined ? [] : [['type', event]];
          printJson(await api.post(path(id, 'test'), params), json);
          return exitCodes.done;
        },
      ),
    );
  const kinds = [
    ['recover', 'deliver again what failed or was missed since then'],
    ['replay', 'deliver again everything since then'],
  ] as const;
  for (const [what, description] of kinds)
    withConnection(webhooks.command(`${what} <endpoint>`))
      .description(description)
      .requiredOption('--since <when>', 'how long ago (2d, 90m) or a time', unixSeconds)
      .option('--until <when>', 'up to when; now unless told', unixSeconds)
      .option('--events <types>', 'only these, separated by commas')
      .option('--dry-run', 'only say how many there are')
      .action(
        withApi<[string], Range>(async (api, id, range) => {
          printJson(await api.post(path(id, what), paramsOf(range)), range.json);
          return exitCodes.done;
        }),
      );
}

const paramsOf = ({ since, until, events, dryRun }: Range): Pairs => [
  ['since', String(since)],
  ...(until === undefined ? [] : [['until', String(until)] as const]),
  ...(events?.split(',').map((type) => ['types[]', type.trim()] as const) ?? []),
  ...(dryRun === undefined ? [] : [['dry_run', 'true'] as const]),
];
