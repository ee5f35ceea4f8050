// A client reads its own writes: each reply says where in the log its outcome stands, and a later
// query of the same account waits until the read side has got there.
import type { Positions, Tenant } from '@ledgerway/contracts';

const maxTenants = 10_000;

export class SeenPositions {
  /** By account and mode, the longest unused first. */
  private readonly seen = new Map<string, Map<number, bigint>>();

  remember(tenant: Tenant, partition: number, position: bigint): void {
    const name = nameOf(tenant);
    const positions = this.seen.get(name) ?? new Map<number, bigint>();
    if (position > (positions.get(partition) ?? -1n)) positions.set(partition, position);
    this.seen.delete(name);
    this.seen.set(name, positions);
    if (this.seen.size > maxTenants) this.seen.delete(this.seen.keys().next().value!);
  }

  after(tenant: Tenant): Positions {
    const positions = this.seen.get(nameOf(tenant)) ?? [];
    return [...positions].map(([partition, position]) => [partition, position.toString()]);
  }
}

const nameOf = ({ merchantId, livemode }: Tenant) => `${merchantId} ${livemode}`;
