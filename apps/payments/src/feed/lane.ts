// What one log partition has to tell: from memory if it is there, else from the log.
import type { EventRecord } from '@ledgerway/contracts';
import type { EventReader } from '@ledgerway/event-store';
import { factsOf, readFacts, type Fact, type FactPage } from './facts.js';
import type { Cursor } from './cursors.js';

/** From so many on, facts are told at once; beyond the other number they are read back from the log. */
const manyWaiting = 1_000;
const maxWaiting = 5_000;
const catchUpPage = 500;
/**
 * A cursor is saved this long after the facts before it were told. A crash of the database can take
 * back the latest commands of the message log, or their offsets: what it may have lost is told again.
 */
const settlingMs = 10_000;

export class Lane {
  /** Facts after this position are in `waiting`. */
  private remembersAfter: bigint;
  private waiting: Fact[] = [];
  private toldUntil: bigint;
  private settling: Cursor & { readonly sinceMs: number };

  constructor(
    readonly partition: number,
    cursor: bigint,
    private lastPosition: bigint,
    nowMs: number,
  ) {
    this.toldUntil = cursor;
    this.remembersAfter = lastPosition;
    this.settling = { partition, position: cursor, sinceMs: nowMs };
  }

  add(records: readonly EventRecord[]): void {
    const [first, last] = [records[0], records.at(-1)];
    if (first === undefined || last === undefined) return;
    // What was appended before this lane was there is read from the log.
    if (first.position !== this.lastPosition + 1n) this.forget(first.position - 1n);
    this.lastPosition = last.position;
    this.waiting.push(...factsOf(records));
    if (this.waiting.length > maxWaiting) this.forget(this.lastPosition);
  }

  private forget(through: bigint): void {
    this.waiting = [];
    this.remembersAfter = through;
  }

  /** The position of the last event that there is. */
  get head(): bigint {
    return this.lastPosition;
  }

  /** All facts up to this position are on the topic. */
  get told(): bigint {
    return this.toldUntil;
  }

  /** In events. */
  get behind(): number {
    return Number(this.lastPosition - this.toldUntil);
  }

  /** Too much to gather any longer. */
  get isPressing(): boolean {
    return this.waiting.length >= manyWaiting;
  }

  /** What to tell next. */
  async next(reader: EventReader): Promise<FactPage> {
    if (this.remembersAfter <= this.toldUntil)
      return { facts: [...this.waiting], through: this.lastPosition };
    const page = await readFacts(reader, this.partition, this.toldUntil, catchUpPage);
    if (page.through === this.toldUntil)
      throw new Error(`The log has no event after ${page.through} of partition ${this.partition}`);
    return page;
  }

  /** These facts are on the topic. */
  tell({ through }: FactPage): void {
    this.toldUntil = through;
    this.waiting = this.waiting.filter(({ movement }) => BigInt(movement.position) > through);
  }

  /** The cursor to save, if one has settled. */
  settled(nowMs: number): Cursor[] {
    const { sinceMs, ...cursor } = this.settling;
    if (nowMs - sinceMs < settlingMs || cursor.position === this.toldUntil) return [];
    this.settling = { partition: this.partition, position: this.toldUntil, sinceMs: nowMs };
    return [cursor];
  }
}
