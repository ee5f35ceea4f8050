// The requests of a dispatcher: starts what may be started, and makes of each answer a result. No
// transaction is open while a merchant is asked.
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@ledgerway/platform';
import type { Answer } from '../delivery/exchange.js';
import { cancelled, makeAttempt, untouched, type AttemptTools } from './attempt.js';
import type { ClaimedDelivery } from './claims.js';
import type { Lane } from './lane.js';
import type { Lanes, Turn } from './lanes.js';
import type { ResultBuffer } from './result-buffer.js';
import { saysGone } from './verdict.js';

export type RequestsOptions = AttemptTools & {
  readonly logger: Pick<Logger, 'warn' | 'error'>;
  /** Results that may wait to be written; beyond it nothing more is sent. */
  readonly maxUnwritten: number;
  /** The endpoint's server has said that it is gone. */
  readonly onGone: (endpointId: string) => Promise<void>;
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
    this.lanes.ended();
    this.note(lane, delivery, answer, ms);
    // The endpoint may have been closed while it was asked: then nothing is tried again.
    const goesOn = 'outcome' in result.next || lane.profile?.enabled !== false;
    this.buffer.add(goesOn ? result : cancelled(result));
    if (saysGone(answer)) await this.closeGone(lane);
    const more = lane.hasDue && lane.room(this.options.clock.now()) > 0;
    if (more || this.lanes.starved) this.onRoom();
    this.pump();
  }

  private note(lane: Lane, { deliveryId }: ClaimedDelivery, answer: Answer, ms: number): void {
    if (answer.kind === 'not_sent') {
      this.options.logger.warn({ reason: answer.reason }, 'a delivery could not be sent by us');
      lane.abandoned(deliveryId);
      return;
    }
    const timedOut = answer.kind === 'failed' && answer.error === 'timeout';
    const contact = { answered: answer.kind === 'answered', timedOut, ms };
    if (lane.finished(deliveryId, contact, this.options.clock.now())) this.giveBack(lane);
  }

  private async closeGone(lane: Lane): Promise<void> {
    if (lane.profile?.enabled !== true) return;
    lane.profile = { ...lane.profile, enabled: false };
    this.giveBack(lane);
    lane.hasDue = true; // What could not be cancelled at once is claimed, found closed and cancelled.
    await this.options.onGone(lane.endpointId).catch((error: unknown) => {
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
