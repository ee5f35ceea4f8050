// The public API as any HTTP client has it: form in, JSON out.
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'undici';
import { causeOf, Refusal, Unreachable } from './api-error.js';
import type { Connection } from './connection.js';
import { encoded, type Pairs } from './form.js';

export type Json = Readonly<Record<string, unknown>>;
export type Method = 'GET' | 'POST' | 'DELETE';

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Json;
};

export type RequestOptions = {
  readonly idempotencyKey?: string;
  /** Default: 90 seconds. */
  readonly timeoutMs?: number;
};

const connectTimeoutMs = 10_000;
const defaultTimeoutMs = 90_000;
const maxAnswerBytes = 64 * 1024 * 1024;

export class ApiClient {
  private readonly agent: Agent;
  /** For files, which may be longer than any answer. */
  private readonly downloads: Agent;

  constructor(private readonly connection: Connection) {
    const { ca } = connection;
    const connect = { timeout: connectTimeoutMs, ...(ca !== undefined && { ca }) };
    this.agent = new Agent({ connect, maxResponseSize: maxAnswerBytes });
    this.downloads = new Agent({ connect });
  }

  get base(): string {
    return this.connection.base;
  }

  /** Whether the key is of live mode. */
  get livemode(): boolean {
    return /^\w+_live_/.test(this.connection.key);
  }

  /**
   * Every POST carries an idempotency key. Parameters of a GET or DELETE go into the query.
   *
   * @throws Unreachable if there is no answer of an API; errors that the API answers are returned
   */
  async send(
    method: Method,
    path: string,
    params: Pairs = [],
    { idempotencyKey = randomUUID(), timeoutMs = defaultTimeoutMs }: RequestOptions = {},
  ): Promise<Answer> {
    const isPost = method === 'POST';
    const query = isPost || params.length === 0 ? '' : `?${encoded(params)}`;
    try {
      const { statusCode, headers, body } = await request(this.base + path + query, {
        method,
        dispatcher: this.agent,
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          authorization: `Bearer ${this.connection.key}`,
          'user-agent': 'ledgerway-cli',
          ...(isPost && {
            'content-type': 'application/x-www-form-urlencoded',
            'idempotency-key': idempotencyKey,
          }),
        },
        ...(isPost && { body: encoded(params) }),
      });
      const answer = this.parsed(await body.text());
      return { status: statusCode, headers: headers as Answer['headers'], body: answer };
    } catch (error) {
      if (error instanceof Unreachable) throw error;
      throw new Unreachable(`No answer from ${this.base}: ${causeOf(error)}`, undefined, {
        cause: error,
      });
    }
  }

  /** @throws Refusal if the API answers with an error */
  async call<T = Json>(method: Method, path: string, params: Pairs = []): Promise<T> {
    const answer = await this.send(method, path, params);
    if (answer.status !== 200) throw new Refusal(answer);
    return answer.body as T;
  }

  get<T = Json>(path: string, params: Pairs = []): Promise<T> {
    return this.call<T>('GET', path, params);
  }

  post<T = Json>(path: string, params: Pairs = []): Promise<T> {
    return this.call<T>('POST', path, params);
  }

  /**
   * A file as it comes, piece by piece.
   *
   * @throws Refusal if the API answers with an error, Unreachable if the file ends before its end
   */
  async *download(path: string): AsyncGenerator<Buffer> {
    try {
      const { statusCode, headers, body } = await request(this.base + path, {
        dispatcher: this.downloads,
        headers: { authorization: `Bearer ${this.connection.key}`, 'user-agent': 'ledgerway-cli' },
      });
      if (statusCode !== 200) {
        const answer = this.parsed(await body.text());
        throw new Refusal({
          status: statusCode,
          headers: headers as Answer['headers'],
          body: answer,
        });
      }
      yield* body as AsyncIterable<Buffer>;
    } catch (error) {
      if (error instanceof Unreachable || error instanceof Refusal) throw error;
      throw new Unreachable(`The file did not come to its end: ${causeOf(error)}`, undefined, {
        cause: error,
      });
    }
  }

  private parsed(text: string): Json {
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === 'object' && value !== null) return value as Json;
    } catch {
      // Not of this API: said below.
    }
    throw new Unreachable(`What answers at ${this.base} is not Ledgerway`);
  }
}
