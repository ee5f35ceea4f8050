// The sandbox acquirer behind the port. It never moves real money, but it keeps a book, and its
// answers can get lost on the way as a real acquirer's do.
import type { AuthorizationOutcome, RefundOutcome, StepOutcome } from '@ledgerway/domain';
import type { AcquirerConnector, AuthorizeRequest, LookupAnswer, StepRequest } from '../port.js';
import {
  isAuthorization,
  type BookCall,
  type BookEntry,
  type SandboxBook,
  type StepCall,
} from './book.js';
import { pause, settleWithin, unknown, type Unknown } from './deadline.js';
import type { SandboxFaults } from './faults.js';

export type SandboxOptions = {
  readonly book: SandboxBook;
  readonly faults: SandboxFaults;
  /** Milliseconds since the epoch. Pending refunds settle by it. */
  readonly clock: { now(): number };
  /** Hears of a book that cannot be reached; the caller is told `unknown`. */
  readonly onFailure?: (error: unknown) => void;
};

/** How long after the caller gave up a late acquirer acts. */
export const lateByMs = 250;

export class SandboxConnector implements AcquirerConnector {
  readonly name = 'sandbox';
  private readonly stopped = new AbortController();

  constructor(private readonly options: SandboxOptions) {}

  async authorize(request: AuthorizeRequest, deadlineMs: number): Promise<AuthorizationOutcome> {
    const { intentId, merchantId, livemode, amount, currency, card, capture } = request;
    const kind = capture ? 'sale' : 'authorization';
    const { instrument } = card;
    const entry = await this.call(
      { kind, intentId, merchantId, livemode, amount, currency, instrument },
      deadlineMs,
    );
    // An entry of another kind means that the id names something else: no plain answer exists.
    return entry.kind !== 'unknown' && isAuthorization(entry) ? entry.outcome : unknown;
  }

  async capture(
    request: StepRequest & { final: boolean },
    deadlineMs: number,
  ): Promise<StepOutcome> {
    return finalOnly(await this.step('capture', request, request.final, deadlineMs));
  }

  async void(request: StepRequest, deadlineMs: number): Promise<StepOutcome> {
    return finalOnly(await this.step('void', request, true, deadlineMs));
  }

  refund(request: StepRequest, deadlineMs: number): Promise<RefundOutcome> {
    return this.step('refund', request, false, deadlineMs);
  }

  lookup(intentId: string, deadlineMs: number): Promise<LookupAnswer> {
    const { book, clock } = this.options;
    const answer = book.find(intentId, clock.now()).then(toLookupAnswer);
    return settleWithin(deadlineMs, answer, this.onFailure);
  }

  /**
   * Makes a pending refund end in failure; the next lookup says so.
   * @returns false when the acquirer has no pending refund of this intent.
   */
  failRefund(intentId: string, failure = 'declined'): Promise<boolean> {
    const { book, clock } = this.options;
    return book.reschedule(intentId, {
      outcome: { kind: 'failed', failure },
      atMs: clock.now(),
    });
  }

  /** Calls that wait for their latency settle as `unknown`; late ones are no longer acted on. */
  stop(): void {
    this.stopped.abort();
  }

  private async step(
    kind: StepCall['kind'],
    request: StepRequest,
    final: boolean,
    deadlineMs: number,
  ): Promise<RefundOutcome> {
    const { intentId, authorizationIntentId, merchantId, livemode, amount, currency } = request;
    const entry = await this.call(
      { kind, intentId, authorizationIntentId, merchantId, livemode, amount, currency, final },
      deadlineMs,
    );
    return entry.kind === kind ? entry.outcome : unknown;
  }

  private call(call: BookCall, deadlineMs: number): Promise<BookEntry | Unknown> {
    return settleWithin(deadlineMs, this.underFaults(call, deadlineMs), this.onFailure);
  }

  /** Stays open for ever where the fault is that no answer comes: the deadline ends it. */
  private async underFaults(call: BookCall, deadlineMs: number): Promise<BookEntry | Unknown> {
    const { book, clock, faults } = this.options;
    const { fail, latencyMs } = await faults.next(call);
    const noAnswer = new Promise<never>(() => undefined);
    switch (fail) {
      case 'none': {
        const entry = await book.record(call, clock.now());
        if (latencyMs > 0) await pause(latencyMs, this.stopped.signal);
        return entry;
      }
      case 'timeout':
        await book.record(call, clock.now());
        return noAnswer;
      case 'timeout_before':
        return noAnswer;
      case 'reset':
        if (latencyMs > 0) await pause(latencyMs, this.stopped.signal);
        return unknown;
      case 'late_response':
        await pause(deadlineMs + lateByMs + latencyMs, this.stopped.signal);
        return book.record(call, clock.now());
    }
  }

  private readonly onFailure = (error: unknown): void => {
    if (!this.stopped.signal.aborted) this.options.onFailure?.(error);
  };
}

/** Captures and voids are never pending. */
const finalOnly = (outcome: RefundOutcome): StepOutcome =>
  outcome.kind === 'pending' ? unknown : outcome;

function toLookupAnswer(entry: BookEntry | undefined): LookupAnswer {
  if (entry === undefined) return { kind: 'absent' };
  return isAuthorization(entry)
    ? { kind: 'authorization', outcome: entry.outcome }
    : { kind: 'step', outcome: entry.outcome };
}
