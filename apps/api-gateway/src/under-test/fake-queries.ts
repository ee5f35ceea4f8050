// The read side as the gateway's questions see it.
import {
  chargeToJson,
  refundIdsOf,
  renderCharge,
  stateToJson,
  type BalanceTransactionJson,
  type ReportingQueries,
  type Tenant,
  type TimeRange,
} from '@ledgerway/contracts';
import {
  capturedAmount,
  emptyStreamState,
  tenantOf,
  type Charge,
  type StreamState,
} from '@ledgerway/domain';
import { of, throwError } from 'rxjs';
import { pageFrom } from '../edge/lists.js';
import type { QueryProxy } from '../queries/query-client.js';
import { isSame, type FakePayments } from './fake-payments.js';

export type Handlers = Record<string, (ask: never) => unknown>;

/** Answers what it has a handler for; all else fails as an unreachable service does. */
export const proxyTo = (handlers: Handlers): QueryProxy => ({
  send: (pattern: string, ask: unknown) => {
    const handler = handlers[pattern];
    return handler === undefined
      ? throwError(() => new Error(`nobody answers ${pattern}`))
      : of(JSON.parse(JSON.stringify(handler(ask as never))));
  },
});

export type Ask<Q, P extends keyof Q> = Q[P] extends { ask: infer A } ? A : never;

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
    'reporting.customers': (ask: Ask<ReportingQueries, 'reporting.customers'>) => {
      this.asked.push({ pattern: 'reporting.customers', ask });
      const rows = this.statesOf(ask).flatMap(({ customer, paymentMethods }) =>
        customer === null || customer.deletedAt !== null ? [] : [{ customer, paymentMethods }],
      );
      const wanted = rows.filter(
        ({ customer: { details, createdAt } }) =>
          (ask.email ?? details.email) === details.email && isWithin(createdAt, ask.page.created),
      );
      const page = pageFrom(
        wanted.map((row) => ({ ...row, id: row.customer.id })),
        ask.page,
      );
      if ('unknownCursor' in page) return page;
      const toJson = ({ customer, paymentMethods }: (typeof rows)[number]) =>
        stateToJson({ ...emptyStreamState, customer, paymentMethods });
      return { ...page, data: page.data.map(toJson) };
    },
    'reporting.payment_methods': (ask: Ask<ReportingQueries, 'reporting.payment_methods'>) => {
      this.asked.push({ pattern: 'reporting.payment_methods', ask });
      const methods = this.statesOf(ask)
        .flatMap(({ paymentMethods }) => paymentMethods.toReversed())
        .filter(({ customer, type }) => customer === ask.customer && type === (ask.type ?? type));
      return pageFrom(methods, ask.page);
    },
    'reporting.payment_intents': (ask: Ask<ReportingQueries, 'reporting.payment_intents'>) => {
      const rows = this.statesOf(ask).flatMap((state) =>
        state.intent === null ? [] : [{ id: state.intent.id, intent: state.intent, state }],
      );
      const wanted = rows.filter(
        ({ intent: { details, createdAt } }) =>
          (ask.customer ?? details.customer) === details.customer &&
          isWithin(createdAt, ask.page.created),
      );
      const page = pageFrom(wanted, ask.page);
      if ('unknownCursor' in page) return page;
      return { ...page, data: page.data.map(({ state }) => stateToJson(state)) };
    },
    'reporting.setup_intents': (ask: Ask<ReportingQueries, 'reporting.setup_intents'>) => {
      const rows = this.statesOf(ask).flatMap(({ setupIntent }) => setupIntent ?? []);
      const wanted = rows.filter(
        ({ details, method }) =>
          (ask.customer ?? details.customer) === details.customer &&
          (ask.paymentMethod ?? method?.id) === method?.id,
      );
      return pageFrom(wanted, ask.page);
    },
    'reporting.set_clock': () => null,
    'reporting.payout': () => null,
    'reporting.balance': () => ({ available: [], pending: [{ amount: '2000', currency: 'hkd' }] }),
    'reporting.balance_as_of': (ask: Ask<ReportingQueries, 'reporting.balance_as_of'>) => {
      this.asked.push({ pattern: 'reporting.balance_as_of', ask });
      return [{ currency: 'hkd', posted: '-1978', pending: '0' }];
    },
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

  private statesOf(tenant: Tenant): StreamState[] {
    return this.payments.states.filter((state) => {
      const owner = tenantOf(state);
      return owner !== null && isSame(owner, tenant);
    });
  }

  private chargesOf(tenant: Tenant): Charge[] {
    return this.payments.charges.filter(({ terms }) => isSame(terms, tenant));
  }
}

/** Times are milliseconds, the bounds unix seconds. */
function isWithin(atMs: number, { gt, gte, lt, lte }: TimeRange = {}): boolean {
  const at = Math.floor(atMs / 1000);
  return (
    at > (gt ?? -Infinity) &&
    at >= (gte ?? -Infinity) &&
    at < (lt ?? Infinity) &&
    at <= (lte ?? Infinity)
  );
}

const rowOf = (charge: Charge): BalanceTransactionJson => ({
  id: renderCharge(charge).balance_transaction ?? '',
  amount: capturedAmount(charge).toString(),
  fee: '0',
  tax: '0',
  exchangeRate: null,
  net: capturedAmount(charge).toString(),
  currency: charge.terms.currency,
  type: 'charge',
  source: charge.terms.chargeId,
  description: null,
  status: 'pending',
  created: 1,
  availableOn: 2,
});
