// Sends deliveries for as long as this process owns them. One loop claims what is due, requests end
// in any order, results leave in batches; no transaction is open while a merchant is asked.
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock, Logger } from '@ledgerway/platform';
import type { Answer } from '../delivery/exchange.js';
import type { Sender } from '../delivery/sender.js';
import type { DispatcherMetrics } from '../metrics.js';
import type { Claims, ClaimedDelivery } from './claims.js';
import { deliveryHeaders } from './delivery-headers.js';
import { Lanes, type ClaimRequest, type SlotLimits, type Turn } from './lanes.js';
import type { Lane } from './lane.js';
import type { Profiles } from './profiles.js';
import { ResultBuffer } from './result-buffer.js';
import type { Result, Results } from './results.js';
import type { RetrySchedule } from './retry-schedule.js';
import { Signal } from './signal.js';
import { errorOf, judge, saysGone } from './verdict.js';

export type DispatcherOptions = {
  readonly claims: Claims;
  readonly results: Pick<Results, 'write'>;
  readonly profiles: Profiles;
  readonly sender: Pick<Sender, 'post'>;
  readonly schedule: RetrySchedule;
  readonly metrics: DispatcherMetrics;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly slots: SlotLimits;
  /** Results that may wait to be written; beyond it nothing more is sent. */
  readonly maxUnwritten: number;
  /** The endpoint's server has said that it is gone. */
  readonly onGone: (endpointId: string) => Promise<void>;
  /** Somebody else has changed what was leased to us. */
  readonly onMismatch: () => void;
};

/** New deliveries of other processes are found within this time even if nobody tells. */
const scanEveryMs = 250;
/** A scan may take this part of the time. */
const scanShare = 0.05;
const tidyEveryMs = 60_000;
const idleLaneMs = 300_000;
const firstPauseMs = 50;
const maxPauseMs = 5_000;

export class Dispatcher {
  private readonly lanes: Lanes;
  private readonly buffer: ResultBuffer;
  private readonly news = new Signal();
  private nextScanMs = 0;
  private nextTidyMs = 0;
  private stopping = false;
  private loop: Promise<void> = Promise.resolve();
  private readonly sending = new Map<string, Promise<void>>();

  constructor(
    private readonly options: DispatcherOptions,
    private readonly epoch: bigint,
  ) {
    const { results, clock, logger, metrics } = options;
    this.lanes = new Lanes(options.slots);
    this.buffer = new ResultBuffer({
      results,
      epoch,
      now: () => clock.now(),
      logger,
      onWritten: (batch) => {
        metrics.written(batch, clock.now());
        this.pump();
      },
      onMismatch: (missing) => {
        metrics.mismatches.inc(missing);
        logger.error({ missing, epoch }, 'deliveries that were leased here have changed elsewhere');
        options.onMismatch();
      },
    });
  }

  get inFlight(): number {
    return this.lanes.inFlight;
  }

  /** Endpoints that are left alone for a while: what waits for them is not overdue. */
  get closedEndpoints(): string[] {
    const now = this.options.clock.now();
    return [...this.lanes.all].filter((lane) => !lane.isOpen(now)).map((lane) => lane.endpointId);
  }

  start(): void {
    this.loop = this.run();
  }

  /** There may be something due for these endpoints; without any, for whichever. */
  wake(endpointIds?: Iterable<string>): void {
    if (endpointIds === undefined) this.nextScanMs = 0;
    else for (const id of endpointIds) this.lanes.of(id).hasDue = true;
    this.news.raise();
  }

  /** Sends nothing new, gives back what has not started, and waits for the rest, but not for long. */
  async stop(graceMs: number): Promise<void> {
    this.stopping = true;
    this.news.raise();
    await this.loop;
    for (const lane of this.lanes.all) this.giveBack(lane);
    await Promise.race([Promise.all(this.sending.values()), delay(graceMs, undefined, { ref: false })]);
    await Promise.race([this.buffer.idle(), delay(graceMs, undefined, { ref: false })]);
    this.buffer.abandon();
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.stopping;) {
      try {
        if (failures > 0) await this.recover();
        await this.round();
        failures = 0;
        await this.news.wait(Math.max(1, Math.min(this.nextScanMs - performance.now(), scanEveryMs)));
      } catch (error) {
        failures += 1;
        this.options.logger.error({ err: error, failures }, 'deliveries could not be claimed');
        await this.news.wait(Math.min(firstPauseMs * 2 ** failures, maxPauseMs));
      }
    }
  }

  /** One look at what is due, and claims until nothing more may be claimed. */
  private async round(): Promise<void> {
    if (performance.now() >= this.nextScanMs) await this.scan();
    while (!this.stopping) {
      const now = this.options.clock.now();
      const wanted = this.buffer.size < this.options.maxUnwritten ? this.lanes.wanted(now) : [];
      if (wanted.length === 0) break;
      await this.take(await this.claim(wanted, now));
    }
    this.pump();
  }

  private async claim(wanted: readonly ClaimRequest[], nowMs: number): Promise<ClaimedDelivery[]> {
    const startedMs = performance.now();
    // Cleared before and not after: what is taken in meanwhile sets it again.
    for (const { endpointId } of wanted) this.lanes.of(endpointId).hasDue = false;
    const claimed = await this.options.claims.claim(wanted, this.epoch, nowMs);
    this.options.metrics.claimSeconds.observe((performance.now() - startedMs) / 1000);
    const counts = new Map<string, number>();
    for (const { endpointId } of claimed) counts.set(endpointId, (counts.get(endpointId) ?? 0) + 1);
    // As many as asked for: there may be more.
    for (const { endpointId, room } of wanted)
      if (counts.get(endpointId) === room) this.lanes.of(endpointId).hasDue = true;
    return claimed;
  }

  private async scan(): Promise<void> {
    const startedMs = performance.now();
    const now = this.options.clock.now();
    const { due, nextAtMs } = await this.options.claims.dueEndpoints(now);
    for (const id of due) this.lanes.of(id).hasDue = true;
    // What waits in memory for an endpoint that hangs takes the room of others.
    for (const lane of this.lanes.all) if (lane.isSlow(now)) this.giveBack(lane);
    const endedMs = performance.now();
    const untilNextMs = nextAtMs === null ? scanEveryMs : Math.min(scanEveryMs, nextAtMs - now);
    this.nextScanMs = endedMs + Math.max(untilNextMs, (endedMs - startedMs) / scanShare);
    if (endedMs >= this.nextTidyMs) await this.tidy(endedMs);
  }

  private async tidy(nowMs: number): Promise<void> {
    this.nextTidyMs = nowMs + tidyEveryMs;
    this.lanes.forgetIdle(this.options.clock.now(), idleLaneMs);
    await this.recover();
  }

  /** A claim whose answer was lost may have leased deliveries that nobody works on. */
  private async recover(): Promise<void> {
    const queued = [...this.lanes.all].flatMap(({ queue }) => queue.map((d) => d.deliveryId));
    const held = [...this.sending.keys(), ...this.buffer.held, ...queued];
    const found = await this.options.claims.takeBackUnheld(this.epoch, held);
    if (found === 0) return;
    this.options.logger.warn({ deliveries: found }, 'deliveries were leased and not worked on');
    this.wake();
  }

  private async take(claimed: readonly ClaimedDelivery[]): Promise<void> {
    await this.refreshProfiles(claimed);
    for (const delivery of claimed) {
      if (this.lanes.of(delivery.endpointId).profile?.enabled) this.lanes.add(delivery);
      else this.write({ delivery, attempts: delivery.attempts, attempt: null, next: { outcome: 'cancelled' } });
    }
    this.pump();
  }

  private async refreshProfiles(claimed: readonly ClaimedDelivery[]): Promise<void> {
    const stale = claimed.filter(
      ({ endpointId, revision }) => this.lanes.of(endpointId).profile?.revision !== revision,
    );
    if (stale.length === 0) return;
    const ids = [...new Set(stale.map(({ endpointId }) => endpointId))];
    const profiles = await this.options.profiles.read(ids, this.options.clock.now());
    for (const profile of profiles) this.lanes.of(profile.endpointId).profile = profile;
  }

  /** Starts what may be started. */
  private pump(): void {
    while (!this.stopping && this.buffer.size + this.lanes.inFlight < this.options.maxUnwritten) {
      const turn = this.lanes.next(this.options.clock.now());
      if (turn === undefined) return;
      const { deliveryId } = turn.delivery;
      const sent = this.send(turn).finally(() => this.sending.delete(deliveryId));
      this.sending.set(deliveryId, sent);
    }
  }

  private async send({ lane, delivery }: Turn): Promise<void> {
    const { sender, clock } = this.options;
    const { endpointId, url, secrets } = lane.profile!;
    const startedAtMs = clock.now();
    const started = performance.now();
    const headers = deliveryHeaders(delivery, secrets, startedAtMs);
    const answer = await sender.post({ endpointId, url }, headers, delivery.body);
    const ms = performance.now() - started;
    this.lanes.ended();
    this.note(lane, delivery, answer, ms);
    this.write(this.resultOf(lane, delivery, answer, { startedAtMs, ms }));
    if (saysGone(answer)) await this.closeGone(lane);
    if (this.lanes.starved || (lane.hasDue && lane.room(clock.now()) > 0)) this.news.raise();
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

  private resultOf(
    lane: Lane,
    delivery: ClaimedDelivery,
    answer: Answer,
    { startedAtMs, ms }: { startedAtMs: number; ms: number },
  ): Result {
    const nowMs = this.options.clock.now();
    const made = delivery.attempts + 1;
    const { livemode, enabled } = lane.profile!;
    const verdict = judge(answer, { livemode, attempts: made }, this.options.schedule, nowMs);
    const status = answer.kind === 'answered' ? answer.status : null;
    const attempt =
      answer.kind === 'not_sent'
        ? null
        : { startedAtMs, ms, status, error: errorOf(answer), response: answer.response };
    if (verdict.kind === 'ended')
      return { delivery, attempts: made, attempt, next: { outcome: verdict.outcome } };
    // Its endpoint was closed while the request was under way.
    if (!enabled) return { delivery, attempts: made, attempt, next: { outcome: 'cancelled' } };
    const attempts = verdict.counts ? made : delivery.attempts;
    return { delivery, attempts, attempt, next: { at: new Date(nowMs + verdict.pauseMs) } };
  }

  private async closeGone(lane: Lane): Promise<void> {
    if (!lane.profile!.enabled) return;
    lane.profile = { ...lane.profile!, enabled: false };
    this.giveBack(lane);
    lane.hasDue = true; // What could not be cancelled at once is claimed, found closed and cancelled.
    await this.options.onGone(lane.endpointId).catch((error: unknown) => {
      lane.profile = undefined; // Still open after all: read again, and told again.
      this.options.logger.error({ err: error, endpoint: lane.endpointId }, 'could not be disabled');
    });
  }

  /** Returns the lane's claimed deliveries as they were: no attempt was made. */
  private giveBack(lane: Lane): void {
    for (const delivery of this.lanes.drain(lane)) {
      lane.hasDue = true;
      this.write({ delivery, attempts: delivery.attempts, attempt: null, next: { at: delivery.nextAt } });
    }
  }

  private write(result: Result): void {
    this.buffer.add(result);
  }
}
