// The requests of a dispatcher: starts what may be started, and makes of each answer a result. No
// transaction is open while a merchant is asked.
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@ledgerway/platform';
import type { Answer } from '../delivery/exchange.js';
import { cancelled, makeAttempt, untouched, type AttemptTools } from './attempt.js';
import type { ClaimedDelivery } from './claims.js';
import type { Lane } from './lane.js';
import type { Lanes, Turn } from './lanes.js';
import type { HealthNotes } from '../health/health-notes.js';
import type { ResultBuffer } from './result-buffer.js';
import type { Result } from './results.js';
import { closingReason, errorOf, showsOverload, type ClosingReason } from './verdict.js';

export type RequestsOptions = AttemptTools & {
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly health: Pick<HealthNotes, 'note'>;
  /** Results that may wait to be written; beyond it nothing more is sent. */
  readonly maxUnwritten: number;
  /**
   * The endpoint's own server wants nothing any more.
   * @param at by the clock of its account
   */
  readonly onClosing: (endpointId: string, reason: ClosingReason, at: Date) => Promise<void>;
};

export class Requests {
  private stopping = false;
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly options: RequestsOptions,
    private readonly lanes: Lanes,
    private readonly buffer: ResultBuffer,
    /** There is room to claim more. */
    private readonly onRoom: () => void,
  ) {}

  /** Deliveries whose requests are under way. */
  get held(): string[] {
    return [...this.underWay.keys()];
  }

  /** Starts what may be started. */
  pump(): void {
    while (!this.stopping && this.buffer.size + this.lanes.inFlight < this.options.maxUnwritten) {
      const turn = this.lanes.next(this.options.clock.now());
      if (turn === undefined) return;
      const { deliveryId } = turn.delivery;
      const sent = this.send(turn).finally(() => this.underWay.delete(deliveryId));
      this.underWay.set(deliveryId, sent);
    }
  }

  /** Starts nothing new, and waits for what is under way, but not longer than `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.stopping = true;
    for (const lane of this.lanes.all) this.giveBack(lane);
    const ended = Promise.all(this.underWay.values());
    await Promise.race([ended, delay(graceMs, undefined, { ref: false })]);
  }

  private async send({ lane, delivery }: Turn): Promise<void> {
    const { answer, ms, result } = await makeAttempt(delivery, lane.profile!, this.options);
    this.lanes.ended(delivery);
    this.note(lane, delivery, answer, ms);
    if (errorOf(answer) !== null) this.logFailure(result);
    // The endpoint may have been closed while it was asked: then nothing is tried again.
    const goesOn = 'outcome' in result.next || lane.profile?.enabled !== false;
    this.buffer.add(goesOn ? result : cancelled(result));
    const closing = closingReason(answer);
    if (closing !== null) await this.close(lane, closing, delivery.aheadMs);
    const more = lane.hasDue && lane.room(this.options.clock.now()) > 0;
    if (more || this.lanes.starved) this.onRoom();
    this.pump();
  }

  private note(lane: Lane, delivery: ClaimedDelivery, answer: Answer, ms: number): void {
    const { deliveryId, aheadMs } = delivery;
    if (answer.kind === 'not_sent') {
      this.options.logger.warn({ reason: answer.reason }, 'a delivery could not be sent by us');
      lane.abandoned(deliveryId);
      return;
    }
    const answered = answer.kind === 'answered';
    const timedOut = !answered && answer.error === 'timeout';
    const succeeded = errorOf(answer) === null;
    const contact = { answered, timedOut, succeeded, overloaded: showsOverload(answer), ms };
    const nowMs = this.options.clock.now();
    if (lane.finished(deliveryId, contact, nowMs)) this.giveBack(lane);
    const openAtMs = lane.isPaused(nowMs) ? lane.pausedUntilMs : null;
    this.options.health.note({
      endpointId: lane.endpointId,
      succeeded,
      atMs: nowMs + aheadMs,
      openAtMs,
    });
  }

  /** All that is known of a failure, and nothing that was sent or answered. */
  private logFailure({ delivery, attempts, attempt, next }: Result): void {
    if (attempt === null) return;
    const { deliveryId, endpointId, eventId, eventType, trigger } = delivery;
    const { status, error, timings, remoteIp } = attempt;
    const then = 'outcome' in next ? { outcome: next.outcome } : { nextAt: next.at.toISOString() };
    const ids = { delivery: deliveryId, endpoint: endpointId, event: eventId, eventType, trigger };
    const facts = { attempt: attempts, status, error, ms: Math.round(attempt.ms), remoteIp };
    this.options.logger.info({ ...ids, ...facts, ...timings, ...then }, 'webhook attempt failed');
  }

  private async close(lane: Lane, reason: ClosingReason, aheadMs: number): Promise<void> {
    if (lane.profile?.enabled !== true) return;
    lane.profile = { ...lane.profile, enabled: false };
    this.giveBack(lane);
    lane.hasDue = true; // What could not be cancelled at once is claimed, found closed and cancelled.
    const at = new Date(this.options.clock.now() + aheadMs);
    await this.options.onClosing(lane.endpointId, reason, at).catch((error: unknown) => {
      lane.profile = undefined; // Still open after all: read again, and told again.
      this.options.logger.error({ err: error, endpoint: lane.endpointId }, 'could not be disabled');
    });
  }

  /** Returns what is claimed for the lane and has not started. */
  giveBack(lane: Lane): void {
    const queued = this.lanes.drain(lane);
    lane.hasDue ||= queued.length > 0;
    for (const delivery of queued) this.buffer.add(untouched(delivery));
  }
}
