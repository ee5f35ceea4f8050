// One member of a group reads a topic at a time, whatever process it lives in: that whose session
// holds the advisory lock. The session is the one that reads, so who cannot read any more has lost
// the lock as well, and PostgreSQL gives it to the next.
import type pg from 'pg';

type Client = Pick<pg.Client, 'query'>;

export interface Candidate {
  /** Names group and topic. */
  readonly lockName: string;
  /** The lock is this candidate's. */
  activate(): void;
  /** Another may have it from now on. */
  deactivate(): void;
}

const tryLocksSql = `
select name, pg_try_advisory_lock(hashtextextended(name, 0)) as taken
from unnest($1::text[]) as name`;

const unlockSql = `select pg_advisory_unlock(hashtextextended($1, 0))`;

export class GroupLocks {
  /** By lock, in the order of their arrival: only the first is ever active. */
  private readonly candidates = new Map<string, Candidate[]>();
  private readonly held = new Set<string>();
  private readonly toRelease = new Set<string>();

  add(candidate: Candidate): void {
    const { lockName } = candidate;
    const others = this.candidates.get(lockName) ?? [];
    this.candidates.set(lockName, [...others, candidate]);
    // A session may take a lock that it holds once more, so it would not keep two of ours apart.
    if (others.length === 0 && this.toRelease.delete(lockName)) candidate.activate();
  }

  remove(candidate: Candidate): void {
    const { lockName } = candidate;
    const before = this.candidates.get(lockName) ?? [];
    const left = before.filter((other) => other !== candidate);
    this.candidates.set(lockName, left);
    if (!this.held.has(lockName) || before[0] !== candidate) return;
    if (left.length === 0) this.toRelease.add(lockName);
    else left[0]!.activate();
  }

  /** Takes the locks that are free and gives back those that nobody wants any more. */
  async exchange(client: Client): Promise<void> {
    for (const name of this.toRelease) {
      // First of all, so that whoever comes for it meanwhile has it taken again below.
      this.toRelease.delete(name);
      this.held.delete(name);
      await client.query(unlockSql, [name]);
    }
    const wanted = this.wanted();
    if (wanted.length === 0) return;
    type Row = { name: string; taken: boolean };
    const { rows } = await client.query<Row>(tryLocksSql, [wanted]);
    for (const { name, taken } of rows) {
      if (!taken) continue;
      this.held.add(name);
      const first = this.candidates.get(name)?.[0];
      if (first) first.activate();
      else this.toRelease.add(name);
    }
  }

  /** The session is gone, and its locks with it. */
  lose(): void {
    const lost = [...this.held].filter((name) => !this.toRelease.has(name));
    this.held.clear();
    this.toRelease.clear();
    for (const name of lost) this.candidates.get(name)?.[0]?.deactivate();
  }

  private wanted(): string[] {
    return [...this.candidates]
      .filter(([name, waiting]) => waiting.length > 0 && !this.held.has(name))
      .map(([name]) => name);
  }
}
