// A merchant's server as a test needs it: it records every byte and misbehaves on request.
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export type ReceivedRequest = {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** Names and values as they came, in order, repeated ones included. */
  rawHeaders: readonly string[];
  body: Buffer;
  /** Milliseconds of a monotonic clock; only differences mean something. */
  atMs: number;
};

/** What a path does with a request; recorded first in every case but `reset`. */
export type SinkAnswer =
  | { status: number; headers?: Record<string, string>; body?: string | Buffer; delayMs?: number }
  | { redirectTo: string; status?: 301 | 302 | 303 | 307 | 308 }
  | { hang: true }
  | { reset: true }
  | { drip: { bytes: number; everyMs: number }; status?: number }
  | { bigBody: { bytes: number }; status?: number };

type Waiter = { done: () => boolean; resolve: () => void };

export class HttpSink {
  readonly requests: ReceivedRequest[] = [];
  private readonly answers = new Map<string, SinkAnswer[]>();
  private readonly waiters = new Set<Waiter>();
  private readonly stopped = new AbortController();

  private constructor(private readonly server: Server) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.handle(request, response).catch(() => response.destroy());
    });
  }

  /** Listens on a free loopback port (or `port`). Unprogrammed paths answer 200 with no body. */
  static async start({ port = 0, host = '127.0.0.1' } = {}): Promise<HttpSink> {
    const server = createServer();
    server.listen(port, host);
    await once(server, 'listening');
    return new HttpSink(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  url(path = '/'): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  /** Answers in this order, one per request; the last one stays for all that follow. */
  on(path: string, ...answers: [SinkAnswer, ...SinkAnswer[]]): this {
    this.answers.set(path, answers);
    return this;
  }

  requestsTo(path: string): ReceivedRequest[] {
    return this.requests.filter((request) => request.path === path);
  }

  clear(): void {
    this.requests.length = 0;
  }

  /**
   * Waits until `wanted` requests are recorded, or until one satisfies `wanted`.
   *
   * @returns all recorded requests, or those that satisfy the predicate.
   */
  async waitFor(
    wanted: number | ((request: ReceivedRequest) => boolean),
    { deadlineMs = 10_000 } = {},
  ): Promise<ReceivedRequest[]> {
    const found = () =>
      typeof wanted === 'number' ? [...this.requests] : this.requests.filter(wanted);
    const done = () => found().length >= (typeof wanted === 'number' ? wanted : 1);
    if (!done()) await this.recorded(done, deadlineMs);
    return found();
  }

  async close(): Promise<void> {
    this.stopped.abort();
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private recorded(done: () => boolean, deadlineMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { done, resolve: () => (clearTimeout(timer), resolve()) };
      const timer = setTimeout(() => {
        this.waiters.delete(waiter);
        const paths = this.requests.map(({ method, path }) => `${method} ${path}`).join(', ');
        reject(new Error(`not received within ${deadlineMs} ms; received: ${paths || 'nothing'}`));
      }, deadlineMs);
      this.waiters.add(waiter);
    });
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    const answer = this.nextAnswer(path);
    if ('reset' in answer) {
      request.socket.resetAndDestroy();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    this.record({
      method: request.method ?? '',
      path,
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      body: Buffer.concat(chunks),
      atMs: performance.now(),
    });
    await this.respond(answer, response);
  }

  private nextAnswer(path: string): SinkAnswer {
    const answers = this.answers.get(path) ?? [{ status: 200 }];
    return answers.length > 1 ? answers.shift()! : answers[0]!;
  }

  private record(request: ReceivedRequest): void {
    this.requests.push(request);
    for (const waiter of [...this.waiters]) {
      if (!waiter.done()) continue;
      this.waiters.delete(waiter);
      waiter.resolve();
    }
  }

  private async respond(answer: SinkAnswer, response: ServerResponse): Promise<void> {
    if ('hang' in answer || 'reset' in answer) return;
    const { signal } = this.stopped;
    if ('redirectTo' in answer) {
      response.writeHead(answer.status ?? 302, { location: answer.redirectTo }).end();
    } else if ('drip' in answer) {
      response.writeHead(answer.status ?? 200, { 'content-length': answer.drip.bytes });
      for (let sent = 0; sent < answer.drip.bytes && !response.destroyed; sent++) {
        response.write('.');
        await delay(answer.drip.everyMs, undefined, { signal });
      }
      response.end();
    } else if ('bigBody' in answer) {
      response.writeHead(answer.status ?? 200).end(Buffer.alloc(answer.bigBody.bytes, '.'));
    } else {
      if (answer.delayMs) await delay(answer.delayMs, undefined, { signal });
      response.writeHead(answer.status, answer.headers).end(answer.body);
    }
  }
}
