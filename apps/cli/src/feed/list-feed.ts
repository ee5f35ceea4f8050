// Follows a list of the API: every entry once, oldest first, across restarts of the server.
//
// Lists are sorted by the second in which something happened, then by when it came in. Services
// work side by side, so an entry can come in behind one that has been read. That is why the feed
// does not only ask for what is newer than the newest, but looks back from time to time as well.
import type { Pairs } from '../api/form.js';

export type Listed = { readonly id: string; readonly created: number };
/** Newest first. */
export type Page<T> = { readonly data: readonly T[]; readonly has_more: boolean };
export type ReadPage<T> = (query: Pairs) => Promise<Page<T>>;

/** Entries that come in later than this after what they tell of may be missed. */
const lookBackS = 120;
const lookBackEveryMs = 5_000;
const pageSize = ['limit', '100'] as const;

export class ListFeed<T extends Listed> {
  /** The newest entry that was read: what follows it is next. */
  private cursor: string | undefined;
  private newestS = 0;
  /** Nothing that happened before this second is wanted. */
  private floorS = 0;
  /** When what was read lately happened, by id. */
  private readonly seen = new Map<string, number>();
  private lookedBackAtMs = -Infinity;

  constructor(
    private readonly read: ReadPage<T>,
    private readonly nowMs: () => number,
  ) {}

  /** Begins with whatever comes from now on. */
  async startNow(): Promise<void> {
    const newest = await this.newest();
    if (newest !== undefined) await this.startAfter(newest);
  }

  async startAfter(entry: Listed): Promise<void> {
    this.cursor = entry.id;
    this.newestS = this.floorS = entry.created;
    this.seen.set(entry.id, entry.created);
    // Of the same second, but before it.
    const second = String(entry.created);
    const earlier = [
      ['created[gte]', second],
      ['created[lte]', second],
    ] as const;
    for await (const { id, created } of this.down(earlier, entry.id)) this.seen.set(id, created);
  }

  /** Begins with what happened in that second, or later. */
  async startAt(second: number): Promise<void> {
    this.floorS = second;
    const { data } = await this.read([
      ['created[lt]', String(second)],
      ['limit', '1'],
    ]);
    this.cursor = data[0]?.id;
  }

  async newest(): Promise<T | undefined> {
    return (await this.read([['limit', '1']])).data[0];
  }

  /** What has come since the last time. It is taken for read as soon as it is handed out. */
  async *unseen(): AsyncGenerator<T> {
    yield* this.following();
    if (this.nowMs() - this.lookedBackAtMs < lookBackEveryMs) return;
    this.lookedBackAtMs = this.nowMs();
    yield* this.lateOnes();
  }

  /** To be told when the connection was lost: services that start again catch up unevenly. */
  interrupted(): void {
    this.lookedBackAtMs = -Infinity;
  }

  private async *following(): AsyncGenerator<T> {
    if (this.cursor === undefined) {
      const oldest = await this.oldest();
      if (oldest === undefined) return;
      this.cursor = oldest.id;
      if (this.isNew(oldest)) yield oldest;
    }
    for (let more = true; more;) {
      const page = await this.read([['ending_before', this.cursor], pageSize]);
      for (const entry of page.data.toReversed()) {
        this.cursor = entry.id;
        if (this.isNew(entry)) yield entry;
      }
      more = page.has_more;
    }
  }

  private async *lateOnes(): AsyncGenerator<T> {
    const since = Math.max(this.floorS, this.newestS - lookBackS);
    const late: T[] = [];
    for await (const entry of this.down([['created[gte]', String(since)]]))
      if (!this.seen.has(entry.id)) late.push(entry);
    for (const entry of late.reverse()) if (this.isNew(entry)) yield entry;
    for (const [id, created] of this.seen) if (created < since) this.seen.delete(id);
  }

  private async oldest(): Promise<T | undefined> {
    let last: T | undefined;
    for await (const entry of this.down([['created[gte]', String(this.floorS)]])) last = entry;
    return last;
  }

  /** Towards the past. */
  private async *down(filter: Pairs, after?: string): AsyncGenerator<T> {
    for (let cursor = after, more = true; more;) {
      const from: Pairs = cursor === undefined ? [] : [['starting_after', cursor]];
      const page = await this.read([...filter, ...from, pageSize]);
      yield* page.data;
      cursor = page.data.at(-1)?.id;
      more = page.has_more;
    }
  }

  private isNew({ id, created }: T): boolean {
    if (this.seen.has(id)) return false;
    this.seen.set(id, created);
    this.newestS = Math.max(this.newestS, created);
    return true;
  }
}
