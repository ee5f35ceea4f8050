import type { Delivery } from '../delivery/delivery.js';

/** The members of one consumer group on one topic: partitions are dealt out in turn. */
export class Group {
  readonly committed = new Map<number, bigint>();
  private members: readonly Delivery[] = [];

  constructor(private readonly partitions: number) {}

  join(member: Delivery): void {
    this.members = [...this.members, member];
    this.rebalance();
  }

  leave(member: Delivery): void {
    this.members = this.members.filter((other) => other !== member);
    this.rebalance();
  }

  commit(offsets: ReadonlyMap<number, bigint>): void {
    for (const [partition, offset] of offsets) this.committed.set(partition, offset);
  }

  /** As Kafka does it: everybody is assigned anew, also what they had before. */
  private rebalance(): void {
    this.members.forEach((member, place) => {
      const share = [];
      for (let p = place; p < this.partitions; p += this.members.length) share.push(p);
      void member.assign(share);
    });
  }
}
