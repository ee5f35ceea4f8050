// The seals of one partition while this process owns it. What is made goes to the table first, under
// the epoch, and from the table outside: so whatever dies in between, the next owner finds the seal
// in the table and sees that it is not outside yet. There is never another one in its place.
import {
  makeSeal,
  sameSeal,
  sealHash,
  type Seal,
  type SealKey,
  type SealStore,
} from '@ledgerway/event-store';
import { failpoint } from '@ledgerway/platform';
import type { Anchors } from './anchors.js';

/** What is kept outside and what the table holds cannot both be true. */
export class SealsContradict extends Error {}

export type Sealing = {
  readonly store: SealStore;
  readonly anchors: Anchors;
  readonly key: SealKey;
  /** Most events in one seal. */
  readonly maxEvents: number;
  /** So long an event may wait for its seal, in milliseconds. */
  readonly everyMs: number;
};

const sealsPerPage = 50;

export class SealedPartition {
  /** When the oldest event without a seal was first seen; none waits if undefined. */
  private waitingSince: number | undefined;
  private announced = false;

  private constructor(
    private readonly sealing: Sealing,
    readonly partition: number,
    readonly epoch: bigint,
    private last: Seal | undefined,
    /** Up to this position seals are in the file. */
    private kept: bigint,
  ) {}

  /** @throws SealsContradict if the file knows a seal that the table does not */
  static async open(sealing: Sealing, partition: number, epoch: bigint): Promise<SealedPartition> {
    const anchor = await sealing.anchors.last(partition);
    const last = await sealing.store.lastSeal(partition);
    if (anchor !== undefined) {
      const [stored] = await sealing.store.readSeals(partition, anchor.through - 1n, 1);
      if (stored === undefined || !sameSeal(stored, anchor))
        throw new SealsContradict(
          `the seal up to position ${anchor.through} is known outside the database, and the table ` +
            `has ${stored === undefined ? 'lost it' : 'another one'}`,
        );
    }
    return new SealedPartition(sealing, partition, epoch, last, anchor?.through ?? 0n);
  }

  get sealedThrough(): bigint {
    return this.last?.through ?? 0n;
  }

  /**
   * Seals what is due up to the log's `head` and brings what is not yet outside there.
   *
   * @returns the number of seals made; none once this process is not the owner any more
   */
  async advance(head: bigint, nowMs: number): Promise<number> {
    let made = 0;
    while (this.isDue(head, nowMs)) {
      if (!(await this.sealNext(head, nowMs))) return made;
      made += 1;
    }
    await this.publish();
    return made;
  }

  private isDue(head: bigint, nowMs: number): boolean {
    const waiting = head - this.sealedThrough;
    if (waiting <= 0n) this.waitingSince = undefined;
    else this.waitingSince ??= nowMs;
    if (this.waitingSince === undefined) return false;
    const { maxEvents, everyMs } = this.sealing;
    return waiting >= BigInt(maxEvents) || nowMs - this.waitingSince >= everyMs;
  }

  private async sealNext(head: bigint, nowMs: number): Promise<boolean> {
    const { store, key, maxEvents } = this.sealing;
    const { partition, sealedThrough: after } = this;
    const wanted = head - after < BigInt(maxEvents) ? Number(head - after) : maxEvents;
    const hashes = await store.readHashes(partition, after, wanted);
    if (hashes.length < wanted)
      throw new SealsContradict(`position ${after + BigInt(hashes.length) + 1n} is missing`);
    const seal = makeSeal({ partition, last: this.last, hashes, at: nowMs }, key);
    if ((await store.addSeal(seal, this.epoch)) === 'fenced') return false;
    failpoint('payments.sealed');
    this.last = seal;
    this.announced = false;
    if (seal.through >= head) this.waitingSince = undefined;
    return true;
  }

  private async publish(): Promise<void> {
    const { store, anchors, key } = this.sealing;
    while (this.kept < this.sealedThrough) {
      const seals = await store.readSeals(this.partition, this.kept, sealsPerPage);
      for (const seal of seals)
        if (!key.publicKey.verifies(sealHash(seal), seal.signature))
          throw new SealsContradict(`the seal up to position ${seal.through} is not signed by us`);
      if (seals.length === 0) throw new SealsContradict('the table has lost seals');
      await anchors.keep(seals);
      this.kept = seals.at(-1)!.through;
    }
    if (this.announced || this.last === undefined) return;
    await anchors.announce(this.last);
    this.announced = true;
  }
}
