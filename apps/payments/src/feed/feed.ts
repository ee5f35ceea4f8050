// Tells merchants' streams what the events of charges mean for them. At least once and in order: a
// stream drops what it knows by its position. Facts gather for a moment, so that a busy merchant's
// stream grows by batches and not by charges.
import { topics, type EventRecord } from '@ledgerway/contracts';
import type { Caller } from '@ledgerway/domain';
import type { EventReader, Head } from '@ledgerway/event-store';
import type { MessageLog } from '@ledgerway/messaging';
import { failpoint, type AccountClocks, type Clock, type Logger } from '@ledgerway/platform';
import type { Processor } from '../processor/processor.js';
import type { Cursors } from './cursors.js';
import { readFacts, type Fact } from './facts.js';
import { Lane } from './lane.js';
import { recordFunds } from './record-funds.js';

export type FeedOptions = {
  readonly log: MessageLog;
  readonly store: EventReader;
  readonly cursors: Pick<Cursors, 'read' | 'save'>;
  readonly processor: Pick<Processor, 'applied'>;
  readonly clocks: Pick<AccountClocks, 'now'>;
  /** Real time: how long a cursor takes to settle. */
  readonly clock: Clock;
  readonly logger: Logger;
  readonly partitions: number;
  /** How long facts gather before they are told. */
  readonly gatherMs: number;
  /** Longest wait for what was told to be applied. */
  readonly applyWithinMs: number;
};

const foreignPage = 500;
const retryMs = 1_000;

export class Feed {
  private readonly lanes = new Map<number, Lane>();
  private running: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private timerDueAtMs = 0;

  constructor(private readonly options: FeedOptions) {}

  /** Starts to tell of partitions just taken over, from where it was left. */
  async resume(heads: readonly Head[]): Promise<void> {
    const { cursors, clock } = this.options;
    const saved = await cursors.read();
    for (const { partition, position } of heads) {
      const lane = new Lane(partition, saved.get(partition) ?? 0n, position, clock.now());
      this.lanes.set(partition, lane);
    }
    this.tellSoon(this.options.gatherMs);
  }

  stop(partition: number): void {
    this.lanes.delete(partition);
  }

  /** Events of an owned partition that have become durable. */
  add(partition: number, records: readonly EventRecord[]): void {
    const lane = this.lanes.get(partition);
    if (lane === undefined) return;
    lane.add(records);
    this.tellSoon(lane.isPressing ? 0 : this.options.gatherMs);
  }

  /** How far merchants are behind the log, in events, over all owned partitions. */
  get behind(): number {
    return [...this.lanes.values()].reduce((sum, lane) => sum + lane.behind, 0);
  }

  /** Resolves when all facts of this moment, of the owned partitions, are on the commands' topic. */
  flush(): Promise<void> {
    const flushed = this.running.then(() => this.tellAll());
    this.running = flushed.catch(() => undefined);
    return flushed;
  }

  /**
   * Resolves when every fact of this moment about that merchant is on the commands' topic, whoever
   * owns the partitions: a command sent afterwards finds them applied. What others own is read from
   * the log and told twice, which costs no more than to wait for them.
   */
  async ready(merchant: Caller): Promise<void> {
    const heads = await this.options.store.heads();
    await this.flush();
    const foreign = heads.filter(({ partition }) => !this.lanes.has(partition));
    if (foreign.length === 0) return;
    const saved = await this.options.cursors.read();
    for (const head of foreign) await this.tellOf(merchant, head, saved.get(head.partition) ?? 0n);
  }

  /** Resolves when all facts of this moment are applied, as far as that is this process's business. */
  async settle(): Promise<void> {
    const { log, processor, logger, applyWithinMs } = this.options;
    await this.flush();
    const last = await log.lastRecords(topics.commands);
    const applied = [...last].map(([partition, { offset }]) =>
      processor.applied(partition, offset),
    );
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), applyWithinMs);
    });
    const outcome = await Promise.race([Promise.all(applied), late]);
    clearTimeout(timer);
    if (outcome === 'late') logger.warn('facts for merchants are not applied in time');
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.running;
  }

  /** In so many milliseconds, or sooner if that was decided before. */
  private tellSoon(delayMs: number): void {
    const dueAtMs = performance.now() + delayMs;
    if (this.timer !== undefined && this.timerDueAtMs <= dueAtMs) return;
    clearTimeout(this.timer);
    this.timerDueAtMs = dueAtMs;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.flush().catch((err: unknown) => {
        this.options.logger.warn({ err }, 'facts for merchants wait to be told');
        this.tellSoon(retryMs);
      });
    }, delayMs).unref();
  }

  /** A page of each lane at a time, until all is told that is there now. */
  private async tellAll(): Promise<void> {
    const wanted = [...this.lanes.values()].map((lane) => ({ lane, head: lane.head }));
    for (;;) {
      const behind = wanted.filter(({ lane, head }) => lane.told < head);
      if (behind.length === 0) break;
      const pages = await Promise.all(
        behind.map(async ({ lane }) => ({ lane, page: await lane.next(this.options.store) })),
      );
      await this.publish(pages.flatMap(({ page }) => page.facts));
      for (const { lane, page } of pages) lane.tell(page);
    }
    const nowMs = this.options.clock.now();
    await this.options.cursors.save(
      [...this.lanes.values()].flatMap((lane) => lane.settled(nowMs)),
    );
  }

  private async publish(facts: readonly Fact[]): Promise<void> {
    const { log, clocks, partitions } = this.options;
    const now = (merchantId: string, livemode: boolean) => clocks.now(merchantId, livemode);
    const records = recordFunds(facts, partitions, now);
    if (records.length === 0) return;
    await log.publish(topics.commands, records);
    failpoint('payments.fed');
  }

  private async tellOf({ merchantId, livemode }: Caller, head: Head, from: bigint): Promise<void> {
    const { partition, position } = head;
    for (let after = from; after < position;) {
      const page = await readFacts(this.options.store, partition, after, foreignPage);
      const isIts = (fact: Fact) => fact.merchantId === merchantId && fact.livemode === livemode;
      await this.publish(page.facts.filter(isIts));
      after = page.through === after ? position : page.through;
    }
  }
}
