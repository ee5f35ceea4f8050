// A list of the API in memory: newest first, by arrival, or by second and then by arrival.
import type { Pairs } from '../src/api/form.js';
import type { Listed, Page } from '../src/feed/list-feed.js';

type Arrived<T> = T & { readonly seq: number };

export class FakeList<T extends Listed = Listed> {
  /** Thrown by the next reading. */
  failure: Error | undefined;
  /** Runs after each reading. */
  onRead: () => void = () => {};
  private readonly arrived: Arrived<T>[] = [];

  constructor(private readonly order: 'arrival' | 'time' = 'arrival') {}

  add(entry: T): T {
    this.arrived.push({ ...entry, seq: this.arrived.length });
    return entry;
  }

  readonly read = async (query: Pairs): Promise<Page<T>> => {
    const page = this.page(query);
    this.onRead();
    return page;
  };

  private page(query: Pairs): Page<T> {
    const failure = this.failure;
    this.failure = undefined;
    if (failure !== undefined) throw failure;
    const asked = new Map(query);
    const limit = Number(asked.get('limit') ?? 10);
    const matching = this.newestFirst().filter(
      ({ created }) =>
        created >= Number(asked.get('created[gte]') ?? -Infinity) &&
        created <= Number(asked.get('created[lte]') ?? Infinity) &&
        created < Number(asked.get('created[lt]') ?? Infinity),
    );
    const before = asked.get('ending_before');
    if (before !== undefined) {
      const newer = matching.filter((one) => this.inOrder(this.find(before), one));
      return { data: newer.slice(-limit), has_more: newer.length > limit };
    }
    const after = asked.get('starting_after');
    const older =
      after === undefined
        ? matching
        : matching.filter((one) => this.inOrder(one, this.find(after)));
    return { data: older.slice(0, limit), has_more: older.length > limit };
  }

  private find(id: string): Arrived<T> {
    const found = this.arrived.find((one) => one.id === id);
    if (found === undefined) throw new Error(`no such cursor: ${id}`);
    return found;
  }

  private newestFirst(): Arrived<T>[] {
    return this.arrived.toSorted((a, b) => (this.inOrder(a, b) ? 1 : -1));
  }

  private inOrder(a: Arrived<T>, b: Arrived<T>): boolean {
    if (this.order === 'arrival' || a.created === b.created) return a.seq < b.seq;
    return a.created < b.created;
  }
}
