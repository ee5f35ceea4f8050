// What was looked up is remembered for seconds: long enough to take the database off the path of a
// request, short enough that what was revoked dies everywhere soon.
import { NaturalBatcher, type Clock } from '@ledgerway/platform';

const rememberMs = 5_000;
const maxRemembered = 10_000;
const maxQueued = 1_000;

type Remembered<V> = { readonly untilMs: number; readonly value: V | undefined };

export class RecentLookups<V> {
  private readonly remembered = new Map<string, Remembered<V>>();
  private readonly lookups: NaturalBatcher<string, { readonly value: V | undefined }>;

  /** `find` answers for many names at once; a name that stands for nothing is absent. */
  constructor(
    find: (names: readonly string[]) => Promise<ReadonlyMap<string, V>>,
    private readonly clock: Clock,
  ) {
    this.lookups = new NaturalBatcher<string, { readonly value: V | undefined }>({
      flush: async (names) => {
        const found = await find([...new Set(names)]);
        return names.map((name) => ({ value: found.get(name) }));
      },
      maxBatch: 100,
      maxQueued,
    });
  }

  /** At once if it was asked lately. `undefined` stands for nothing of that name. */
  get(name: string): V | undefined | Promise<V | undefined> {
    const known = this.remembered.get(name);
    return known !== undefined && this.clock.now() < known.untilMs
      ? known.value
      : this.lookUp(name);
  }

  /** It changed: the next one who asks asks the database. */
  forget(name: string): void {
    this.remembered.delete(name);
  }

  private async lookUp(name: string): Promise<V | undefined> {
    const { value } = await this.lookups.submit(name);
    this.remembered.delete(name);
    this.remembered.set(name, { untilMs: this.clock.now() + rememberMs, value });
    if (this.remembered.size > maxRemembered) {
      const oldest = this.remembered.keys().next().value;
      if (oldest !== undefined) this.remembered.delete(oldest);
    }
    return value;
  }
}
