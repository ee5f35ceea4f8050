// The sandbox acquirer behind the port. It never moves real money, but it keeps a book, and its
// answers can get lost on the way as a real acquirer's do.
import type { AuthorizationOutcome, RefundOutcome, StepOutcome } from '@ledgerway/domain';
import type {
  AcquirerConnector,
  AuthorizeRequest,
  CancelRefundRequest,
  EvidenceRequest,
  LookupAnswer,
  Notice,
  StepRequest,
  Verification,
  VerifyRequest,
} from '../port.js';
import { behaviourOf } from './behaviour.js';
import {
  isAuthorization,
  type BookCall,
  type BookEntry,
  type SandboxBook,
  type StepCall,
} from './book.js';
import { pause, settleWithin, unknown, type Unknown } from './deadline.js';
import type { SandboxFaults } from './faults.js';
import { instrumentOf, type CardReader } from './instruments.js';
import { judge } from './notices.js';

export type SandboxOptions = {
  readonly book: SandboxBook;
  readonly faults: SandboxFaults;
  /** Reads cards that only the vault knows. Left out, such cards get no answer. */
  readonly cards?: CardReader;
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
    const { intentId, merchantId, livemode, amount, currency, capture } = request;
    const { authenticated, offSession } = request;
    const kind = capture ? 'sale' : 'authorization';
    const instrument = await this.instrument(request, deadlineMs);
    if (typeof instrument !== 'string') return unknown;
    const presence = { authenticated, offSession };
    const entry = await this.call(
      { kind, intentId, merchantId, livemode, amount, currency, instrument, presence },
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

  async cancelRefund(request: CancelRefundRequest, deadlineMs: number): Promise<StepOutcome> {
    const { refundIntentId } = request;
    return finalOnly(await this.step('cancel_refund', request, false, deadlineMs, refundIntentId));
  }

  async submitEvidence(request: EvidenceRequest, deadlineMs: number): Promise<StepOutcome> {
    const judgement = judge(request.evidence);
    return finalOnly(await this.step('evidence', request, false, deadlineMs, judgement));
  }

  async verify(request: VerifyRequest, deadlineMs: number): Promise<Verification> {
    const instrument = await this.instrument({ ...request, method: 'card' }, deadlineMs);
    if (typeof instrument !== 'string') return unknown;
    const { verification } = behaviourOf(instrument);
    return verification.kind === 'approve'
      ? { kind: 'approved', checks: verification.checks }
      : { kind: 'declined', decline: verification.decline };
  }

  notices(limit: number): Promise<Notice[]> {
    return this.options.book.notices(limit, this.options.clock.now());
  }

  acknowledge(noticeIds: readonly string[]): Promise<void> {
    return this.options.book.acknowledge(noticeIds);
  }

  lookup(intentId: string, deadlineMs: number): Promise<LookupAnswer> {
    const { book, clock } = this.options;
    const answer = book.find(intentId, clock.now()).then(toLookupAnswer);
    return settleWithin(deadlineMs, answer, this.onFailure);
  }

  /**
   * Makes a refund fail: a pending one at the next lookup, one that had succeeded by a notice.
   * @returns false when the acquirer has no such refund, or it had failed already.
   */
  async failRefund(intentId: string, failure = 'declined'): Promise<boolean> {
    const { book, clock } = this.options;
    const ending = { outcome: { kind: 'failed', failure } as const, atMs: clock.now() };
    return (
      (await book.reschedule(intentId, ending)) || (await book.returnRefund(intentId, failure))
    );
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
    note: string | null = null,
  ): Promise<RefundOutcome> {
    const { intentId, authorizationIntentId, merchantId, livemode, amount, currency } = request;
    const entry = await this.call(
      {
        kind,
        intentId,
        authorizationIntentId,
        merchantId,
        livemode,
        amount,
        currency,
        final,
        note,
      },
      deadlineMs,
    );
    return entry.kind === kind ? entry.outcome : unknown;
  }

  /** Under which name the book knows the card or wallet; `unknown` if the vault does not answer. */
  private instrument(
    request: Pick<AuthorizeRequest, 'method' | 'card' | 'livemode'>,
    deadlineMs: number,
  ): Promise<string | Unknown> {
    const { cards } = this.options;
    return settleWithin(deadlineMs, instrumentOf(request, cards), this.onFailure);
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

/** Of all steps only refunds are ever pending. */
const finalOnly = (outcome: RefundOutcome): StepOutcome =>
  outcome.kind === 'pending' ? unknown : outcome;

function toLookupAnswer(entry: BookEntry | undefined): LookupAnswer {
  if (entry === undefined) return { kind: 'absent' };
  return isAuthorization(entry)
    ? { kind: 'authorization', outcome: entry.outcome }
    : { kind: 'step', outcome: entry.outcome };
}
