// `ledgerway webhooks deliveries …`: what became of events on their way to an endpoint.
import { Option, type Command } from 'commander';
import type { WebhookDeliveryStatus } from '@ledgerway/contracts';
import { withApi } from '../api/with-api.js';
import { withConnection, type ConnectionOptions } from '../api/connection.js';
import type { Pairs } from '../api/form.js';
import type { Page } from '../feed/list-feed.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { readCount } from '../terminal/options.js';
import { print, printJson } from '../terminal/print.js';
import { tableOf } from '../terminal/table.js';

type Delivery = {
  readonly id: string;
  readonly created: number;
  readonly status: WebhookDeliveryStatus;
  readonly held: 'in_line' | 'blocked' | null;
  readonly attempt_count: number;
  readonly event: string;
  readonly event_type: string;
};

type ListFlags = ConnectionOptions & { readonly status?: string; readonly limit: number };

const statuses = [
  'pending',
  'delivered',
  'dead',
  'cancelled',
  'skipped',
] satisfies WebhookDeliveryStatus[];

const one = (id: string) => `/v1/webhook_deliveries/${encodeURIComponent(id)}`;

export function addDeliveries(webhooks: Command): void {
  const deliveries = webhooks.command('deliveries').description('what was sent, and how it went');
  withConnection(deliveries.command('list <endpoint>'))
    .description('the newest deliveries to an endpoint first')
    .addOption(new Option('--status <status>', 'only these').choices(statuses))
    .option('--limit <n>', 'how many, at most 100', readCount, 10)
    .action(
      withApi<[string], ListFlags>(async (api, endpoint, { status, limit, json }) => {
        const query: Pairs = [
          ['limit', String(limit)],
          ...(status === undefined ? [] : [['status', status] as const]),
        ];
        const path = `/v1/webhook_endpoints/${encodeURIComponent(endpoint)}/deliveries`;
        const page = await api.get<Page<Delivery>>(path, query);
        if (json) printJson(page, true);
        else tableOf(page.data.map(rowOf)).forEach(print);
        return exitCodes.done;
      }),
    );
  withConnection(deliveries.command('retrieve <id>'))
    .description('one of them, with every attempt')
    .action(
      withApi<[string], ConnectionOptions>(async (api, id, { json }) => {
        printJson(await api.get(one(id)), json);
        return exitCodes.done;
      }),
    );
  withConnection(deliveries.command('cancel <id>'))
    .description('give up one that waits, so that what is behind it in line goes on')
    .action(
      withApi<[string], ConnectionOptions>(async (api, id, { json }) => {
        printJson(await api.post(`${one(id)}/cancel`, []), json);
        return exitCodes.done;
      }),
    );
}

const rowOf = (delivery: Delivery): readonly string[] => [
  new Date(delivery.created * 1000).toISOString(),
  delivery.held ?? delivery.status,
  String(delivery.attempt_count),
  delivery.event_type,
  delivery.event,
  delivery.id,
];
