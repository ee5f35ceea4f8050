// One POST and its answer, read no further and waited for no longer than allowed.
import type { Dispatcher } from 'undici';
import { attemptErrorOf, type AttemptError } from './attempt-errors.js';

/** What came of a POST. `response` is the beginning of the answer's body. */
export type Answer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly retryAfter: string | null;
      readonly response: Buffer;
    }
  | { readonly kind: 'failed'; readonly error: AttemptError; readonly response: Buffer }
  /** We could not even try, for a reason of our own. */
  | { readonly kind: 'not_sent'; readonly reason: string };

const enough = new Error('enough of the answer was read');
const overdue = new Error('the deadline is over');

export class Exchange implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  private status = 0;
  private retryAfter: string | null = null;
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

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.settled) controller.abort(overdue);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.status = status;
    const retryAfter = headers['retry-after'];
    this.retryAfter = typeof retryAfter === 'string' ? retryAfter : null;
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
    else this.finish({ kind: 'failed', error, response: this.response() });
  }

  private answered(): void {
    const { status, retryAfter } = this;
    this.finish({ kind: 'answered', status, retryAfter, response: this.response() });
  }

  private expire(): void {
    this.finish({ kind: 'failed', error: 'timeout', response: this.response() });
    this.controller?.abort(overdue);
  }

  // Copied, since the chunks are parts of much larger socket buffers.
  private response(): Buffer {
    return Buffer.concat(this.chunks).subarray(0, this.maxResponseBytes);
  }

  private finish(answer: Answer): void {
    if (this.settled) return;
    this.settled = true;
    clearTimeout(this.timer);
    this.settle(answer);
  }
}
