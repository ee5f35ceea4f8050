import type { Command } from 'commander';
import { withApi } from '../api/with-api.js';
import { withConnection, type ConnectionOptions } from '../api/connection.js';
import type { Pairs } from '../api/form.js';
import type { Page } from '../feed/list-feed.js';
import type { ApiEvent } from '../listen/event.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { readCount } from '../terminal/options.js';
import { print, printJson } from '../terminal/print.js';
import { tableOf } from '../terminal/table.js';

type ListFlags = ConnectionOptions & {
  readonly type?: string;
  readonly limit: number;
  readonly undelivered?: true;
};

export function addEvents(program: Command): void {
  const events = program.command('events').description('what has happened');
  withConnection(events.command('list'))
    .description('the newest events first')
    .option('--type <type>', 'only these, such as refund.created or charge.*')
    .option('--limit <n>', 'how many, at most 100', readCount, 10)
    .option('--undelivered', 'only those that have not reached every endpoint')
    .action(
      withApi<[], ListFlags>(async (api, { type, limit, undelivered, json }) => {
        const query: Pairs = [
          ['limit', String(limit)],
          ...(type === undefined ? [] : [['type', type] as const]),
          ...(undelivered === undefined ? [] : [['delivery_success', 'false'] as const]),
        ];
        const page = await api.get<Page<ApiEvent>>('/v1/events', query);
        if (json) printJson(page, true);
        else tableOf(page.data.map(rowOf)).forEach(print);
        return exitCodes.done;
      }),
    );
  withConnection(events.command('retrieve <id>'))
    .description('an event, as it was sent')
    .action(
      withApi<[string], ConnectionOptions>(async (api, id, { json }) => {
        printJson(await api.get(`/v1/events/${encodeURIComponent(id)}`), json);
        return exitCodes.done;
      }),
    );
  withConnection(events.command('resend <id>'))
    .description('deliver an event once more, with the same id and the same bytes')
    .option('--endpoint <id>', 'to this endpoint; else to all that are subscribed')
    .action(
      withApi<[string], ConnectionOptions & { readonly endpoint?: string }>(
        async (api, id, { endpoint, json }) => {
          const params: Pairs = endpoint === undefined ? [] : [['webhook_endpoint', endpoint]];
          printJson(await api.post(`/v1/events/${encodeURIComponent(id)}/resend`, params), json);
          return exitCodes.done;
        },
      ),
    );
}

const rowOf = ({ created, type, id, data }: ApiEvent): readonly string[] => [
  new Date(created * 1000).toISOString(),
  type,
  id,
  data.object.id ?? '',
];
