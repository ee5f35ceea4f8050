// Sends the deliveries of the shards that this process owns. One loop claims what is due, requests
// end in any order, results leave in batches.
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@ledgerway/platform';
import type { DispatcherMetrics } from '../metrics.js';
import { cancelled, postponed, untouched } from './attempt.js';
import type { Claims, ClaimedDelivery } from './claims.js';
import { Lanes, type ClaimRequest, type SlotLimits } from './lanes.js';
import type { Order } from './order.js';
import type { Profiles } from './profiles.js';
import { Requests, type RequestsOptions } from './requests.js';
import { ResultBuffer } from './result-buffer.js';
import type { Result, Results } from './results.js';
import { shardOf } from './shards.js';
import { Signal } from './signal.js';

export type DispatcherOptions = RequestsOptions & {
  readonly claims: Claims;
  readonly order: Order;
  readonly results: Pick<Results, 'write'>;
  readonly profiles: Profiles;
  readonly metrics: DispatcherMetrics;
  readonly logger: Logger;
  readonly slots: SlotLimits;
  /** Somebody else has changed what was leased to us. */
  readonly onMismatch: () => void;
  /** Endpoints of other processes have something due. */
  readonly onElsewhere: (endpointIds: ReadonlySet<string>) => void;
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
  private readonly requests: Requests;
  private readonly news = new Signal();
  private readonly unwatch: () => void;
  private nextScanMs = 0;
  private nextTidyMs = 0;
  private endpointsVersion = '';
  private shards: ReadonlySet<number> = new Set();
  private stopping = false;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: DispatcherOptions,
    private readonly epoch: bigint,
  ) {
    const { results, clock, logger, metrics } = options;
    this.lanes = new Lanes(options.slots);
    this.unwatch = metrics.lanes.watch(this.lanes, () => clock.now());
    this.buffer = new ResultBuffer({
      results,
      epoch,
      now: () => clock.now(),
      logger,
      onWritten: (batch) => {
        metrics.written(batch, clock.now());
        this.goOnInOrder(batch);
        this.requests.pump();
      },
      onMismatch: (missing) => {
        metrics.mismatches.inc(missing);
        logger.error({ missing, epoch }, 'deliveries that were leased here have changed elsewhere');
        options.onMismatch();
      },
    });
    this.requests = new Requests(options, this.lanes, this.buffer, () => this.news.raise());
    options.order.forget();
  }

  get inFlight(): number {
    return this.lanes.inFlight;
  }

  isOwn(endpointId: string): boolean {
    return this.shards.has(shardOf(endpointId));
  }

  /** What is due for it should be tried at once, here: it is not left alone for a while. */
  isExpected(endpointId: string): boolean {
    const lane = this.lanes.find(endpointId);
    return this.isOwn(endpointId) && lane?.isHeldBack(this.options.clock.now()) !== true;
  }

  start(): void {
    this.loop = this.run();
  }

  /**
   * From now on sends for the endpoints of these shards, and for no others. What is under way for
   * another ends here, and so do its leases.
   */
  own(shards: ReadonlySet<number>): void {
    const isGrown = [...shards].some((shard) => !this.shards.has(shard));
    this.shards = shards;
    for (const lane of this.lanes.all) {
      if (this.isOwn(lane.endpointId)) continue;
      this.requests.giveBack(lane);
      lane.hasDue = false;
    }
    if (!isGrown) return;
    this.options.order.forget();
    this.wake();
  }

  /** There may be something due for these endpoints; without any, for whichever. */
  wake(endpointIds?: Iterable<string>): void {
    if (endpointIds === undefined) this.nextScanMs = 0;
    else for (const id of endpointIds) if (this.isOwn(id)) this.wakeOne(id);
    this.news.raise();
  }

  /**
   * Sends nothing new, gives back what has not started, and waits for the rest, but not for long.
   */
  async stop(graceMs: number): Promise<void> {
    this.stopping = true;
    this.news.raise();
    await this.loop;
    await this.requests.stop(graceMs);
    // What has ended now lets others go on, which know nothing of it.
    const written = this.buffer.idle().then(() => this.release());
    const failed = (error: unknown) => this.options.logger.warn({ err: error }, 'left in line');
    await Promise.race([written.catch(failed), delay(graceMs, undefined, { ref: false })]);
    this.buffer.abandon();
    this.unwatch();
  }

  private wakeOne(endpointId: string): void {
    const lane = this.lanes.of(endpointId);
    lane.hasDue = true;
    if (lane.profile?.ordered !== false) this.options.order.arrived(endpointId);
  }

  /** What was behind a delivery that has ended is next, also where another process sends by now. */
  private goOnInOrder(batch: readonly Result[]): void {
    const lines = batch.flatMap(({ delivery: { endpointId, orderKey }, next }) =>
      'outcome' in next && orderKey !== null ? [{ endpointId, orderKey }] : [],
    );
    if (lines.length === 0) return;
    this.options.order.end(lines);
    this.news.raise();
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.stopping;) {
      try {
        if (failures > 0) await this.recover();
        await this.round();
        failures = 0;
        await this.news.wait(
          Math.max(1, Math.min(this.nextScanMs - performance.now(), scanEveryMs)),
        );
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
    await this.release();
    while (!this.stopping) {
      const now = this.options.clock.now();
      const wanted = this.buffer.size < this.options.maxUnwritten ? this.lanes.wanted(now) : [];
      if (wanted.length === 0) break;
      await this.take(await this.claim(wanted, now));
    }
    this.requests.pump();
  }

  private async claim(wanted: readonly ClaimRequest[], nowMs: number): Promise<ClaimedDelivery[]> {
    const startedMs = performance.now();
    this.lanes.claiming(wanted);
    const claimed = await this.options.claims.claim(wanted, this.epoch, nowMs);
    this.lanes.claimed(wanted, claimed);
    this.options.metrics.claimSeconds.observe((performance.now() - startedMs) / 1000);
    return claimed;
  }

  private async release(): Promise<void> {
    if (!this.options.order.isWaiting) return;
    const released = await this.options.order.release();
    const elsewhere = new Set<string>();
    for (const id of released)
      if (this.isOwn(id)) this.lanes.of(id).hasDue = true;
      else elsewhere.add(id);
    if (elsewhere.size > 0) this.options.onElsewhere(elsewhere);
    if (this.options.order.isWaiting) this.news.raise();
  }

  private async scan(): Promise<void> {
    const startedMs = performance.now();
    const now = this.options.clock.now();
    const { due, nextAtMs, endpointsVersion } = await this.options.claims.look(now);
    for (const id of due) if (this.isOwn(id)) this.lanes.of(id).hasDue = true;
    await this.options.order.look((id) => this.isOwn(id));
    if (endpointsVersion !== this.endpointsVersion) await this.readAllProfiles();
    this.endpointsVersion = endpointsVersion;
    // What waits in memory for an endpoint that hangs takes the room of others.
    for (const lane of this.lanes.all) if (lane.isSlow(now)) this.requests.giveBack(lane);
    const endedMs = performance.now();
    const untilNextMs = nextAtMs === null ? scanEveryMs : Math.min(scanEveryMs, nextAtMs - now);
    this.nextScanMs = endedMs + Math.max(untilNextMs, (endedMs - startedMs) / scanShare);
    if (endedMs >= this.nextTidyMs) await this.tidy(endedMs);
  }

  private async tidy(nowMs: number): Promise<void> {
    this.nextTidyMs = nowMs + tidyEveryMs;
    this.lanes.forgetIdle(this.options.clock.now(), idleLaneMs);
    this.options.order.forget();
    await this.options.order.unblock();
    await this.recover();
  }

  /** A claim whose answer was lost may have leased deliveries that nobody works on. */
  private async recover(): Promise<void> {
    const queued = [...this.lanes.all].flatMap(({ queue }) =>
      queue.deliveries.map(({ deliveryId }) => deliveryId),
    );
    const held = [...this.requests.held, ...this.buffer.held, ...queued];
    const found = await this.options.claims.takeBackUnheld(this.epoch, held);
    if (found === 0) return;
    this.options.logger.warn({ deliveries: found }, 'deliveries were leased and not worked on');
    this.wake();
  }

  private async take(claimed: readonly ClaimedDelivery[]): Promise<void> {
    await this.refreshProfiles(claimed);
    for (const delivery of claimed) {
      const { profile } = this.lanes.of(delivery.endpointId);
      if (profile === undefined) this.buffer.add(postponed(delivery, this.options.clock.now()));
      else if (profile.enabled) this.lanes.add(delivery);
      else this.buffer.add(cancelled(untouched(delivery)));
    }
    this.requests.pump();
  }

  /** A claim tells which endpoints have changed since they were read. */
  private async refreshProfiles(claimed: readonly ClaimedDelivery[]): Promise<void> {
    const stale = claimed.filter(
      ({ endpointId, revision }) => this.lanes.of(endpointId).profile?.revision !== revision,
    );
    await this.readProfiles(new Set(stale.map(({ endpointId }) => endpointId)));
  }

  /** Endpoints that are closed while their requests are under way are not tried again. */
  private async readAllProfiles(): Promise<void> {
    const known = [...this.lanes.all].filter(({ profile }) => profile !== undefined);
    await this.readProfiles(new Set(known.map(({ endpointId }) => endpointId)));
  }

  private async readProfiles(ids: ReadonlySet<string>): Promise<void> {
    if (ids.size === 0) return;
    const read = await this.options.profiles.read([...ids], this.options.clock.now());
    for (const id of ids) {
      const lane = this.lanes.of(id);
      lane.profile = read.get(id);
      if (lane.profile?.enabled !== true) this.requests.giveBack(lane);
    }
  }
}
