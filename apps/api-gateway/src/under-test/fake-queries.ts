// The read side and the dispatcher as the gateway's questions see them.
import {
  chargeToJson,
  refundIdsOf,
  renderCharge,
  type BalanceTransactionJson,
  type ReportingQueries,
  type WebhookEndpointJson,
  type WebhookQueries,
} from '@ledgerway/contracts';
import { capturedAmount, type Charge } from '@ledgerway/domain';
import { of, throwError } from 'rxjs';
import { pageFrom } from '../edge/lists.js';
import type { QueryProxy } from '../queries/query-client.js';
import type { FakePayments } from './fake-payments.js';

type Handlers = Record<string, (ask: never) => unknown>;

/** Answers what it has a handler for; all else fails as an unreachable service does. */
export const proxyTo = (handlers: Handlers): QueryProxy => ({
  send: (pattern: string, ask: unknown) => {
    const handler = handlers[pattern];
    return handler === undefined
      ? throwError(() => new Error(`nobody answers ${pattern}`))
      : of(JSON.parse(JSON.stringify(handler(ask as never))));
  },
});

type Ask<Q, P extends keyof Q> = Q[P] extends { ask: infer A } ? A : never;

export class FakeReporting {
  readonly asked: { pattern: string; ask: Record<string, unknown> }[] = [];

  constructor(private readonly payments: FakePayments) {}

  readonly handlers: Handlers = {
    'reporting.charges': (ask: Ask<ReportingQueries, 'reporting.charges'>) => {
      this.asked.push({ pattern: 'reporting.charges', ask });
      const rows = this.chargesOf(ask).map((charge) => ({ id: charge.terms.chargeId, charge }));
      const page = pageFrom(rows, ask.page);
      if ('unknownCursor' in page) return page;
      return { ...page, data: page.data.map(({ charge }) => chargeToJson(charge)) };
    },
    'reporting.refunds': (ask: Ask<ReportingQueries, 'reporting.refunds'>) => {
      const rows = this.chargesOf(ask).flatMap((charge) =>
        refundIdsOf(charge).map((id) => ({ id, refundId: id, charge: chargeToJson(charge) })),
      );
      return pageFrom(rows, ask.page);
    },
    'reporting.balance': () => ({ available: [], pending: [{ amount: '2000', currency: 'hkd' }] }),
    'reporting.balance_transactions': (
      ask: Ask<ReportingQueries, 'reporting.balance_transactions'>,
    ) => pageFrom(this.chargesOf(ask).map(rowOf), ask.page),
    'reporting.balance_transaction': (
      ask: Ask<ReportingQueries, 'reporting.balance_transaction'>,
    ) => {
      this.asked.push({ pattern: 'reporting.balance_transaction', ask });
      return (
        this.chargesOf(ask)
          .map(rowOf)
          .find(({ id }) => id === ask.id) ?? null
      );
    },
    'reporting.ledger_entries': (ask: Ask<ReportingQueries, 'reporting.ledger_entries'>) => {
      this.asked.push({ pattern: 'reporting.ledger_entries', ask });
      const legs = ['2000', '-2000'].map((amount) => ({
        account: 'a',
        layer: 'posted',
        currency: 'hkd',
        amount,
      }));
      const entry = { id: 'le_1', created: 1, effectiveAt: 2, event: 'ChargeCaptured' };
      return { data: [{ ...entry, streamId: 's', postings: legs }], hasMore: false };
    },
  };

  private chargesOf({ merchantId, livemode }: { merchantId: string; livemode: boolean }): Charge[] {
    return this.payments.charges.filter(
      ({ terms }) => terms.merchantId === merchantId && terms.livemode === livemode,
    );
  }
}

const rowOf = (charge: Charge): BalanceTransactionJson => ({
  id: renderCharge(charge).balance_transaction ?? '',
  amount: capturedAmount(charge).toString(),
  fee: '0',
  net: capturedAmount(charge).toString(),
  currency: charge.terms.currency,
  type: 'charge',
  source: charge.terms.chargeId,
  description: null,
  status: 'pending',
  created: 1,
  availableOn: 2,
});

export class FakeWebhooks {
  readonly endpoints = new Map<string, WebhookEndpointJson>();

  readonly handlers: Handlers = {
    'webhooks.endpoint.create': (ask: Ask<WebhookQueries, 'webhooks.endpoint.create'>) => {
      const refused = { param: 'url', code: 'url_invalid', message: 'Not there, please.' };
      if (ask.url.includes('169.254')) return { refused };
      const { operationKey, merchantId: _merchant, ...rest } = ask;
      const id = `we_${operationKey}`;
      const endpoint = { ...rest, id, status: 'enabled' as const, created: 1 };
      this.endpoints.set(id, endpoint);
      return { ...endpoint, secret: 'whsec_of_the_endpoint' };
    },
    'webhooks.endpoint.update': (ask: Ask<WebhookQueries, 'webhooks.endpoint.update'>) => {
      const { id, disabled, merchantId: _merchant, ...changes } = ask;
      const endpoint = this.endpoints.get(id);
      if (endpoint === undefined) return null;
      const status = disabled === true ? ('disabled' as const) : endpoint.status;
      this.endpoints.set(id, { ...endpoint, ...changes, status });
      return this.endpoints.get(id);
    },
    'webhooks.endpoint.delete': ({ id }: { id: string }) => this.endpoints.delete(id),
    'webhooks.endpoint': ({ id }: { id: string }) => this.endpoints.get(id) ?? null,
    'webhooks.endpoints': () => ({ data: [...this.endpoints.values()], hasMore: false }),
    'webhooks.event': ({ id }: { id: string }) =>
      id === 'evt_1'
        ? { id, body: '{"id":"evt_1","object":"event","pending_webhooks":1}', pendingWebhooks: 0 }
        : null,
    'webhooks.events': () => ({ data: [], hasMore: false }),
  };
}
