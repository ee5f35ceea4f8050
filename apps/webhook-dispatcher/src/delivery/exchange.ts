// One POST and its answer, read no further and waited for no longer than allowed.
import type { Dispatcher } from 'undici';
import { attemptErrorOf, type AttemptError } from './attempt-errors.js';
import type { Carried, Connection, ConnectTimings } from './connection.js';
import { keptHeaders, type KeptHeaders } from './kept-headers.js';

/** Where the time went, in milliseconds; null for what did not happen in this exchange. */
export type Timings = ConnectTimings & {
  /** From sending to the first byte of the answer. */
  readonly firstByteMs: number | null;
};

/** `response` is the beginning of the answer's body. */
type Received = {
  readonly response: Buffer;
  readonly responseHeaders: KeptHeaders | null;
  readonly timings: Timings;
  readonly remoteIp: string | null;
};

/** What came of a POST. */
export type Answer =
  | (Received & {
      readonly kind: 'answered';
      readonly status: number;
      readonly retryAfter: string | null;
      /** What the `webhook-delivery` header asks for. */
      readonly asked: string | null;
    })
  | (Received & { readonly kind: 'failed'; readonly error: AttemptError })
  /** We could not even try, for a reason of our own. */
  | { readonly kind: 'not_sent'; readonly reason: string };

const enough = new Error('enough of the answer was read');
const overdue = new Error('the deadline is over');

export class Exchange implements Carried {
  private controller: Dispatcher.DispatchController | undefined;
  private connection: Connection | undefined;
  private readonly startedMs = performance.now();
  private sentMs: number | undefined;
  private firstByteMs: number | null = null;
  private status = 0;
  private headers: Record<string, string | string[] | undefined> | undefined;
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private settled = false;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly maxResponseBytes: number,
    deadlineMs: number,
    private readonly settle: (answer: Answer) => void,
  ) {
    this.timer = setTimeout(() => this.expire(), deadlineMs);
  }

  carriedBy(connection: Connection): void {
    this.connection = connection;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    this.sentMs = performance.now();
    if (this.settled) controller.abort(overdue);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.status = status;
    this.headers = headers;
    this.firstByteMs = Math.round(performance.now() - (this.sentMs ?? this.startedMs));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
    if (this.size < this.maxResponseBytes) return;
    // The status was the answer; nobody is interested in the rest, however long it is.
    this.answered();
    controller.abort(enough);
  }

  onResponseEnd(): void {
    this.answered();
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: Error): void {
    const error = attemptErrorOf(cause);
    if (error === null) this.finish({ kind: 'not_sent', reason: cause.message });
    else this.finish({ kind: 'failed', error, ...this.received() });
  }

  private answered(): void {
    this.finish({
      kind: 'answered',
      status: this.status,
      retryAfter: this.header('retry-after'),
      asked: this.header('webhook-delivery'),
      ...this.received(),
    });
  }

  private expire(): void {
    this.finish({ kind: 'failed', error: 'timeout', ...this.received() });
    this.controller?.abort(overdue);
  }

  private header(name: string): string | null {
    const value = this.headers?.[name];
    return typeof value === 'string' ? value : null;
  }

  private received(): Received {
    const { connection, firstByteMs } = this;
    // A socket that was open before took none of this exchange's time.
    const opened = connection !== undefined && connection.openedAtMs >= this.startedMs;
    const { dnsMs, connectMs, tlsMs } = opened
      ? connection.timings
      : { dnsMs: null, connectMs: null, tlsMs: null };
    return {
      // Copied, and no more than is kept: the chunks are parts of much larger socket buffers.
      response: Buffer.concat(this.chunks, Math.min(this.size, this.maxResponseBytes)),
      responseHeaders: this.headers === undefined ? null : keptHeaders(this.headers),
      timings: { dnsMs, connectMs, tlsMs, firstByteMs },
      remoteIp: connection?.remoteIp ?? null,
    };
  }

  private finish(answer: Answer): void {
    if (this.settled) return;
    this.settled = true;
    clearTimeout(this.timer);
    this.settle(answer);
  }
}
