// The reading side of one log instance: one connection, one loop. It takes the groups' locks, reads
// on for all subscriptions with one statement, and sleeps until somebody publishes, at the latest
// until the next poll. When the connection breaks the locks are gone, so the members start over.
import pg from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import type { Delivery } from '../delivery/delivery.js';
import { Signal } from '../delivery/signal.js';
import type { Diagnostics } from '../diagnostics.js';
import { GroupLocks, type Candidate } from './group-locks.js';
import type { HandOver } from './hand-over.js';
import { readOn, type ReadItem } from './read.js';
import { onAnnounced } from './wake-up.js';

export type Reading = {
  readonly topic: string;
  readonly topicId: number;
  readonly delivery: Delivery;
  /** None: a reader of its own, active at once. */
  readonly candidate?: Candidate | undefined;
};

export type ReaderOptions = {
  readonly config: pg.ClientConfig;
  /** How soon records of other processes are seen, and locks that they gave back. */
  readonly pollMs: number;
  readonly diagnostics: Diagnostics;
};

const firstPauseMs = 50;
const longestPauseMs = 2_000;

export class Reader {
  private readonly readings = new Set<Reading>();
  private readonly locks = new GroupLocks();
  private readonly signal = new Signal();
  private readonly woken = new Set<string>();
  private readonly endListening: () => void;
  private readonly loop: Promise<void>;
  private stopped = false;
  private broken = false;
  private lastAnswerAt = performance.now();
  private locksDueAt = 0;
  private pollDueAt = 0;

  constructor(private readonly options: ReaderOptions) {
    this.endListening = onAnnounced((topic, origin) => {
      if (origin !== this) this.wake(topic);
    });
    this.loop = this.run();
  }

  /** The connection was lost, or refused, and is not there again yet. */
  get isBroken(): boolean {
    return this.broken;
  }

  silentForMs(): number {
    return performance.now() - this.lastAnswerAt;
  }

  add(reading: Reading): void {
    this.readings.add(reading);
    if (reading.candidate) this.locks.add(reading.candidate);
    this.locksDueAt = 0;
    this.signal.raise();
  }

  remove(reading: Reading): void {
    this.readings.delete(reading);
    if (reading.candidate) this.locks.remove(reading.candidate);
    this.locksDueAt = 0;
    this.signal.raise();
  }

  /** Takes over what this process has just appended; who cannot take it reads it. */
  take({ topicId, partition, from, records }: HandOver): void {
    const next = from + BigInt(records.length);
    for (const { topic, topicId: its, delivery } of this.readings) {
      const lane = its === topicId ? delivery.openLane(partition) : undefined;
      if (lane === undefined) continue;
      if (!lane.hasRoom || !lane.offer(from, records, next)) this.wake(topic);
    }
  }

  /** There may be something to read in this topic. */
  wake(topic: string): void {
    this.woken.add(topic);
    this.signal.raise();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.endListening();
    this.signal.raise();
    await this.loop;
  }

  private async run(): Promise<void> {
    let pauseMs = firstPauseMs;
    while (!this.stopped) {
      const client = new pg.Client(this.options.config);
      client.on('error', () => this.signal.raise()); // The next statement reports it.
      try {
        await client.connect();
        this.broken = false;
        pauseMs = firstPauseMs;
        await this.serve(client);
      } catch (error) {
        this.options.diagnostics.warn({ err: error }, 'the message log cannot be read right now');
      }
      this.broken = true;
      this.locks.lose();
      await client.end().catch(() => undefined);
      if (this.stopped) return;
      await delay(pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
  }

  private async serve(client: pg.Client): Promise<void> {
    this.pollDueAt = 0;
    this.locksDueAt = 0;
    while (!this.stopped) {
      const now = performance.now();
      if (now >= this.locksDueAt) {
        await this.locks.exchange(client);
        this.locksDueAt = now + this.options.pollMs;
      }
      const poll = now >= this.pollDueAt;
      if (poll) this.pollDueAt = now + this.options.pollMs;
      const more = await this.read(client, this.dueItems(poll), poll);
      this.lastAnswerAt = performance.now();
      if (!more) await this.signal.wait(Math.max(0, this.pollDueAt - performance.now()));
    }
  }

  private dueItems(poll: boolean): ReadItem[] {
    const due: ReadItem[] = [];
    for (const { topic, topicId, delivery } of this.readings)
      if (poll || this.woken.has(topic))
        for (const lane of delivery.openLanes()) if (lane.hasRoom) due.push({ topicId, lane });
    this.woken.clear();
    return due;
  }

  /** A poll asks even if there is nothing to read on: it also proves that the session lives. */
  private async read(client: pg.Client, due: ReadItem[], poll: boolean): Promise<boolean> {
    if (due.length === 0 && !poll) return false;
    let items = due;
    do {
      items = (await readOn(client, items)).filter(({ lane }) => lane.isOpen && lane.hasRoom);
    } while (items.length > 0 && this.woken.size === 0);
    for (const { topic, topicId } of this.readings)
      if (items.some((item) => item.topicId === topicId)) this.woken.add(topic);
    return this.woken.size > 0;
  }
}
