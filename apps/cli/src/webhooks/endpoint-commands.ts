// `ledgerway webhooks endpoints …`
import type { WebhookSecretType } from '@ledgerway/contracts';
import { Option, type Command } from 'commander';
import { withApi } from '../api/with-api.js';
import { withConnection, type ConnectionOptions } from '../api/connection.js';
import { pairsFrom, type Pairs } from '../api/form.js';
import type { Page } from '../feed/list-feed.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { collect } from '../terminal/options.js';
import { print, printJson } from '../terminal/print.js';
import { tableOf } from '../terminal/table.js';

export type Endpoint = {
  readonly id: string;
  readonly created: number;
  readonly url: string;
  readonly status: 'enabled' | 'disabled';
  readonly enabled_events: readonly string[];
};

type Changes = ConnectionOptions & {
  readonly url?: string;
  readonly events?: string;
  readonly description?: string;
  readonly secretType?: string;
  readonly data?: readonly string[];
};

type Roll = ConnectionOptions & { readonly expiresIn?: string; readonly secretType?: string };

const path = '/v1/webhook_endpoints';
const one = (id: string) => `${path}/${encodeURIComponent(id)}`;

export function addEndpoints(webhooks: Command): void {
  const endpoints = webhooks.command('endpoints').description('where webhooks are sent');
  withConnection(endpoints.command('list')).action(
    withApi<[], ConnectionOptions>(async (api, { json }) => {
      const page = await api.get<Page<Endpoint>>(path, [['limit', '100']]);
      if (json) printJson(page, true);
      else tableOf(page.data.map(rowOf)).forEach(print);
      return exitCodes.done;
    }),
  );
  withChanges(withConnection(endpoints.command('create')))
    .description('its secret is in the answer, and is not shown again')
    .addOption(secretType())
    .action(
      withApi<[], Changes>(async (api, changes) => {
        printJson(await api.post(path, paramsOf({ events: '*', ...changes })), changes.json);
        return exitCodes.done;
      }),
    );
  withChanges(withConnection(endpoints.command('update <id>'))).action(
    withApi<[string], Changes>(async (api, id, changes) => {
      printJson(await api.post(one(id), paramsOf(changes)), changes.json);
      return exitCodes.done;
    }),
  );
  withConnection(endpoints.command('delete <id>')).action(
    withApi<[string], ConnectionOptions>(async (api, id, { json }) => {
      printJson(await api.call('DELETE', one(id)), json);
      return exitCodes.done;
    }),
  );
  withConnection(endpoints.command('roll-secret <id>'))
    .description('a new secret, shown this once; both sign until the old one expires')
    .option('--expires-in <seconds>', 'how long the old one signs too; a day unless told')
    .addOption(secretType())
    .action(
      withApi<[string], Roll>(async (api, id, { expiresIn, secretType: type, json }) => {
        const params: Pairs = [
          ...(expiresIn === undefined ? [] : [['expires_in', expiresIn] as const]),
          ...(type === undefined ? [] : [['secret_type', type] as const]),
        ];
        printJson(await api.post(`${one(id)}/roll_secret`, params), json);
        return exitCodes.done;
      }),
    );
  for (const [name, disabled] of [
    ['enable', 'false'],
    ['disable', 'true'],
  ] as const)
    withConnection(endpoints.command(`${name} <id>`)).action(
      withApi<[string], ConnectionOptions>(async (api, id, { json }) => {
        printJson(await api.post(one(id), [['disabled', disabled]]), json);
        return exitCodes.done;
      }),
    );
}

const secretTypes = ['hmac', 'ed25519'] satisfies WebhookSecretType[];
const secretType = () =>
  new Option(
    '--secret-type <type>',
    'a shared secret, or a key whose public half is shown',
  ).choices(secretTypes);

const withChanges = (command: Command): Command =>
  command
    .option('--url <url>', 'where to send them')
    .option('--events <types>', 'which ones, separated by commas; * for all')
    .option('--description <text>', 'what it is for')
    .option('-d, --data <name=value>', 'any other parameter; repeatable', collect);

const paramsOf = ({ url, events, description, secretType: type, data }: Changes): Pairs => [
  ...(url === undefined ? [] : [['url', url] as const]),
  ...(events?.split(',').map((type) => ['enabled_events[]', type.trim()] as const) ?? []),
  ...(description === undefined ? [] : [['description', description] as const]),
  ...(type === undefined ? [] : [['delivery[secret_type]', type] as const]),
  ...pairsFrom(data),
];

const rowOf = ({ id, status, url, enabled_events: events }: Endpoint): readonly string[] => [
  id,
  status,
  url,
  events.join(','),
];
