// Questions to another service, typed by its contract. Answers come in bounded time or not at all.
import type { ClientProxy } from '@nestjs/microservices';
import type {
  PaymentsQueries,
  ReportingQueries,
  VaultQueries,
  WebhookQueries,
} from '@ledgerway/contracts';
import type { Logger } from '@ledgerway/platform';
import { firstValueFrom, timeout } from 'rxjs';
import { unavailable } from '../edge/answer.js';

type Queries = Record<string, { ask: unknown; answer: unknown }>;

/** What of Nest's client is needed: any transport will do. */
export type QueryProxy = Pick<ClientProxy, 'send'>;

export type QueryClientOptions = {
  readonly proxy: QueryProxy;
  readonly timeoutMs: number;
  readonly log: Pick<Logger, 'warn'>;
};

export class QueryClient<Q extends { [P in keyof Q]: Queries[string] }> {
  constructor(private readonly options: QueryClientOptions) {}

  /** Rejects with 503 when the service does not answer, or not in time. */
  async ask<P extends keyof Q & string>(pattern: P, ask: Q[P]['ask']): Promise<Q[P]['answer']> {
    const { proxy, timeoutMs, log } = this.options;
    try {
      const answer = proxy.send<Q[P]['answer']>(pattern, ask).pipe(timeout(timeoutMs));
      return await firstValueFrom(answer);
    } catch (error) {
      log.warn({ err: error, pattern }, 'a query was not answered');
      throw unavailable('A part of the service does not answer right now. Please try again.');
    }
  }
}

// Classes of their own, so that Nest can tell them apart.
export class PaymentsClient extends QueryClient<PaymentsQueries> {}
export class ReportingClient extends QueryClient<ReportingQueries> {}
export class VaultClient extends QueryClient<VaultQueries> {}
export class WebhooksClient extends QueryClient<WebhookQueries> {}
