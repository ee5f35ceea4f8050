// Runs appends, one at a time, and finds out what became of one whose answer was lost.
import pg from 'pg';
import { type AppendResult, type PartitionAppend, UnknownCommit } from '../port.js';
import type { AppendConnection } from './append-connection.js';
import { appendStatement, type AppendedRow } from './append-statement.js';
import { conflictingPartitions } from './conflicts.js';
import { landedPartitions } from './landed.js';
import { FormRegister } from './stored-forms.js';

type Results = Map<number, AppendResult>;

const maxAttempts = 4;
const maxConflictRounds = 3;
const uniqueViolation = '23505';

export class Appender {
  private lastTurn: Promise<unknown> = Promise.resolve();
  private readonly forms = new FormRegister();

  constructor(private readonly connection: AppendConnection) {}

  /** See `EventStore.append`. A batch is encoded at once, while the one before it commits. */
  async append(batch: readonly PartitionAppend[]): Promise<Results> {
    const statement = appendStatement(batch);
    const turn = this.lastTurn.then(() => this.appendInTurn(batch, statement));
    this.lastTurn = turn.catch(() => undefined);
    return turn;
  }

  /** Waits for the appends that were accepted. */
  async close(): Promise<void> {
    await this.lastTurn;
    await this.connection.close();
  }

  private async appendInTurn(
    batch: readonly PartitionAppend[],
    statement: pg.QueryConfig,
  ): Promise<Results> {
    const conflicts: Results = new Map();
    let rest = batch;
    for (let round = 1; rest.length > 0 && round <= maxConflictRounds; round++) {
      const results = await this.settle(rest, round === 1 ? statement : appendStatement(rest));
      if (results !== 'conflict') return new Map([...conflicts, ...results]);
      const conflicting = await conflictingPartitions(await this.connection.open(), rest);
      for (const partition of conflicting) conflicts.set(partition, 'conflict');
      rest = rest.filter(({ partition }) => !conflicting.has(partition));
    }
    // Nothing of these was written either, and no more is known about them.
    for (const { partition } of rest) conflicts.set(partition, 'conflict');
    return conflicts;
  }

  /**
   * Repeats a statement whose answer was lost. The head makes that harmless, and only that is a
   * safe way to ask: the lost session may still be at work, and then the repetition waits for the
   * heads it holds and finds them moved. A look at the heads alone could be a moment too early.
   */
  private async settle(
    batch: readonly PartitionAppend[],
    statement: pg.QueryConfig,
  ): Promise<Results | 'conflict'> {
    let lost: unknown;
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const client = await this.connection.open().catch((error: unknown) => {
        throw lost === undefined ? error : unknownCommit(lost);
      });
      let rows: AppendedRow[];
      let landed: ReadonlySet<number> = new Set();
      try {
        await this.forms.add(client, batch);
        ({ rows } = await client.query<AppendedRow>(statement));
        // Some of the partitions that are fenced now were appended by the statement that got lost.
        if (lost !== undefined) landed = await landedPartitions(client, fencedIn(batch, rows));
      } catch (error) {
        if (isRefusal(error) && error.code === uniqueViolation) return 'conflict';
        if (isRefusal(error)) throw error;
        lost = error;
        this.connection.drop();
        continue;
      }
      return resultsOf(batch, rows, landed);
    }
    throw unknownCommit(lost);
  }
}

const fencedIn = (
  batch: readonly PartitionAppend[],
  rows: readonly AppendedRow[],
): PartitionAppend[] =>
  batch.filter(({ partition }) => !rows.some(({ part }) => part === partition));

function resultsOf(
  batch: readonly PartitionAppend[],
  rows: readonly AppendedRow[],
  landed: ReadonlySet<number>,
): Results {
  const appended = new Set(rows.map(({ part }) => part));
  const eventsOf = ({ partition, events }: PartitionAppend): number =>
    appended.has(partition) ? events.length : 0;
  const expected = batch.reduce((sum, append) => sum + eventsOf(append), 0);
  const written = rows[0]?.written ?? 0;
  // Cannot be, and is cheap to know: a difference means that the statement is wrong.
  if (written !== expected) throw new Error(`${written} events written instead of ${expected}`);
  const resultOf = ({ partition }: PartitionAppend): AppendResult =>
    appended.has(partition) || landed.has(partition) ? 'appended' : 'fenced';
  return new Map(batch.map((append) => [append.partition, resultOf(append)]));
}

/** The server refused the statement, so nothing was written. Anything else ended the session. */
const isRefusal = (error: unknown): error is pg.DatabaseError =>
  error instanceof pg.DatabaseError && error.severity === 'ERROR';

const unknownCommit = (cause: unknown): UnknownCommit =>
  new UnknownCommit('The answer to an append was lost', { cause });
