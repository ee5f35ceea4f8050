// Follows a list of the API that is in the order of time, such as that of requests: every entry once,
// across restarts of the server. Requests are written down when they have ended and by whichever
// process, so an entry can come in behind one that has been read. That is why this feed does not only
// ask for what is newer than the newest, but looks back from time to time as well.
import { down, pageSize, type Feed, type Listed, type ReadPage } from './list-feed.js';

/** Entries that come in later than this after what they tell of may be missed. */
const lookBackS = 120;
const lookBackEveryMs = 5_000;

export class TimeFeed<T extends Listed> implements Feed<T> {
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
    for await (const { id, created } of down(this.read, earlier, entry.id))
      this.seen.set(id, created);
  }

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

  async *unseen(): AsyncGenerator<T> {
    yield* this.following();
    if (this.nowMs() - this.lookedBackAtMs < lookBackEveryMs) return;
    this.lookedBackAtMs = this.nowMs();
    yield* this.lateOnes();
  }

  /** Services that start again catch up unevenly. */
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
    for await (const entry of down(this.read, [['created[gte]', String(since)]]))
      if (!this.seen.has(entry.id)) late.push(entry);
    for (const entry of late.reverse()) if (this.isNew(entry)) yield entry;
    for (const [id, created] of this.seen) if (created < since) this.seen.delete(id);
  }

  private async oldest(): Promise<T | undefined> {
    let last: T | undefined;
    for await (const entry of down(this.read, [['created[gte]', String(this.floorS)]]))
      last = entry;
    return last;
  }

  private isNew({ id, created }: T): boolean {
    if (this.seen.has(id)) return false;
    this.seen.set(id, created);
    this.newestS = Math.max(this.newestS, created);
    return true;
  }
}
