// Runs appends, one at a time, and finds out what became of one whose answer was lost.
import pg from 'pg';
import { type AppendResult, type PartitionAppend, UnknownCommit } from '../port.js';
import type { AppendConnection } from './append-connection.js';
import { appendStatement, type AppendedRow } from './append-statement.js';
import { conflictingPartitions } from './conflicts.js';
import { landedPartitions } from './landed.js';

type Results = Map<number, AppendResult>;

const maxAttempts = 4;
const maxConflictRounds = 3;
const uniqueViolation = '23505';

export class Appender {
  private lastTurn: Promise<unknown> = Promise.resolve();

  constructor(private readonly connection: AppendConnection) {}

  /** See `EventStore.append`. A batch is encoded at once, while the one before it commits. */
  append(batch: readonly PartitionAppend[]): Promise<Results> {
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
   * Repeats a statement whose answer was lost. This is safe, and it is the only safe way to ask:
   * the lost session may still be at work, and then the repetition waits for the heads that it
   * holds, and finds them moved. A look at the heads alone could be a moment too early.
   */
  private async settle(
    batch: readonly PartitionAppend[],
    statement: pg.QueryConfig,
  ): Promise<Results | 'conflict'> {
    let lost = false;
    for (let attempt = 1; ; attempt++) {
      let sent = lost;
      try {
        const client = await this.connection.open();
        sent = true;
        const results = await execute(client, batch, statement);
        return lost ? await withLanded(client, batch, results) : results;
      } catch (error) {
        if (isRefusal(error)) {
          if (error.code === uniqueViolation) return 'conflict';
          throw error;
        }
        if (!sent) throw error;
        lost = true;
        this.connection.drop();
        if (attempt === maxAttempts)
          throw new UnknownCommit('The answer to an append was lost', { cause: error });
      }
    }
  }
}

async function execute(
  client: pg.Client,
  batch: readonly PartitionAppend[],
  statement: pg.QueryConfig,
): Promise<Results> {
  const { rows } = await client.query<AppendedRow>(statement);
  const appended = new Set(rows.map(({ part }) => part));
  const expected = batch
    .filter(({ partition }) => appended.has(partition))
    .reduce((sum, { events }) => sum + events.length, 0);
  const written = rows[0]?.written ?? 0;
  if (written !== expected) throw new Error(`${written} events written instead of ${expected}`);
  return new Map(
    batch.map(({ partition }) => [partition, appended.has(partition) ? 'appended' : 'fenced']),
  );
}

/** Of the partitions that are fenced now, some were appended by the statement that got lost. */
async function withLanded(
  client: pg.Client,
  batch: readonly PartitionAppend[],
  results: Results,
): Promise<Results> {
  const fenced = batch.filter(({ partition }) => results.get(partition) === 'fenced');
  const landed = await landedPartitions(client, fenced);
  return new Map([...results, ...[...landed].map((part) => [part, 'appended'] as const)]);
}

/** The server refused the statement, so nothing was written. Else the session itself ended. */
const isRefusal = (error: unknown): error is pg.DatabaseError =>
  error instanceof pg.DatabaseError && error.severity === 'ERROR';
