// Follows a list of the API that is in the order of arrival, such as that of events: every entry once,
// oldest first, across restarts of the server. An entry never comes in behind one that could be read
// before, so whatever is newer than the newest that was read is all there is to read.
import type { Pairs } from '../api/form.js';

export type Listed = { readonly id: string; readonly created: number };
/** Newest first. */
export type Page<T> = { readonly data: readonly T[]; readonly has_more: boolean };
export type ReadPage<T> = (query: Pairs) => Promise<Page<T>>;

export type Feed<T extends Listed> = {
  /** Begins with whatever comes from now on. */
  startNow(): Promise<void>;
  startAfter(entry: Listed): Promise<void>;
  /** Begins with what happened in that second, or later. */
  startAt(second: number): Promise<void>;
  newest(): Promise<T | undefined>;
  /** What has come since the last time. It is taken for read as soon as it is handed out. */
  unseen(): AsyncGenerator<T>;
  /** To be told when the connection was lost. */
  interrupted?(): void;
};

export const pageSize = ['limit', '100'] as const;

/** Towards the past, from the newest entry or from after one. */
export async function* down<T extends Listed>(
  read: ReadPage<T>,
  filter: Pairs,
  after?: string,
): AsyncGenerator<T> {
  for (let cursor = after, more = true; more;) {
    const from: Pairs = cursor === undefined ? [] : [['starting_after', cursor]];
    const page = await read([...filter, ...from, pageSize]);
    yield* page.data;
    cursor = page.data.at(-1)?.id;
    more = page.has_more;
  }
}

export class ListFeed<T extends Listed> implements Feed<T> {
  /** The newest entry that was read: what follows it is next. */
  private cursor: string | undefined;
  /** Wanted, though they came in before it; the oldest first. */
  private earlier: T[] = [];

  constructor(private readonly read: ReadPage<T>) {}

  async startNow(): Promise<void> {
    this.cursor = (await this.newest())?.id;
  }

  async startAfter({ id }: Listed): Promise<void> {
    this.cursor = id;
  }

  async startAt(second: number): Promise<void> {
    const { data } = await this.read([
      ['created[lt]', String(second)],
      ['limit', '1'],
    ]);
    this.cursor = data[0]?.id;
    // Services work side by side: what happened later may have come in earlier.
    if (this.cursor === undefined) return;
    for await (const entry of down(this.read, [['created[gte]', String(second)]], this.cursor))
      this.earlier.unshift(entry);
  }

  async newest(): Promise<T | undefined> {
    return (await this.read([['limit', '1']])).data[0];
  }

  async *unseen(): AsyncGenerator<T> {
    for (let next = this.earlier.shift(); next; next = this.earlier.shift()) yield next;
    let cursor = this.cursor;
    if (cursor === undefined) {
      let oldest: T | undefined;
      for await (const entry of down(this.read, [])) oldest = entry;
      if (oldest === undefined) return;
      this.cursor = cursor = oldest.id;
      yield oldest;
    }
    for (let more = true; more;) {
      const page = await this.read([['ending_before', cursor], pageSize]);
      for (const entry of page.data.toReversed()) {
        this.cursor = cursor = entry.id;
        yield entry;
      }
      more = page.has_more;
    }
  }
}
