// Which streams still have something to do: an intent without a final answer, or a timer that runs
// by the clock of its account. Kept in memory and written as a checkpoint now and then; after a crash
// the rows of the last checkpoint, together with the events since, name every such stream.
import { openIntentsOf, tenantOf } from '@ledgerway/domain';
import type { EventStore, StreamRef } from '@ledgerway/event-store';
import type { Clock, Database } from '@ledgerway/platform';
import type { Owned } from '../processor/work.js';
import type { Stream } from '../processor/stream.js';
import { nextTimerMs } from '../timers/timers.js';

/** An open intent that is still open after this time is looked at again, whatever happened. */
const intentPatienceMs = 60_000;
const recoveryPage = 1_000;

const saveCheckpoint = `
  WITH position AS (
    INSERT INTO checkpoints (part, pos, epoch)
    SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bigint[])
    ON CONFLICT (part) DO UPDATE SET pos = excluded.pos, epoch = excluded.epoch
      WHERE checkpoints.epoch <= excluded.epoch
    RETURNING part
  ), closed AS (
    DELETE FROM open_streams o USING position p, unnest($4::smallint[], $5::uuid[], $6::bigint[]) c(part, stream_id, due)
    WHERE o.part = p.part AND c.part = p.part AND o.stream_id = c.stream_id AND c.due IS NULL
  )
  INSERT INTO open_streams (part, stream_id, due_at_ms, test_account_id)
  SELECT c.part, c.stream_id, c.due, c.test_account_id
  FROM unnest($4::smallint[], $5::uuid[], $6::bigint[], $7::text[]) c(part, stream_id, due, test_account_id)
    JOIN position USING (part)
  WHERE c.due IS NOT NULL
  ON CONFLICT (part, stream_id) DO UPDATE SET due_at_ms = excluded.due_at_ms`;

// Test mode has a clock of its own for each account: what is due by it is due.
const selectDue = `
  SELECT part, stream_id, due_at_ms FROM (
    SELECT part, stream_id, due_at_ms FROM open_streams
    WHERE part = ANY($1::smallint[]) AND due_at_ms <= $2
    UNION
    SELECT part, stream_id, due_at_ms FROM open_streams o JOIN account_clocks c ON c.account_id = o.test_account_id
    WHERE part = ANY($1::smallint[]) AND due_at_ms <= $2 + c.offset_ms
  ) due ORDER BY due_at_ms LIMIT $3`;

const selectCheckpoint = `SELECT pos FROM checkpoints WHERE part = $1`;

/** When the stream wants attention (ms since the epoch); null if it never will again. */
export function dueAt({ streamId, state }: Stream, nowMs: number): number | null {
  if (openIntentsOf(state).length > 0) return nowMs + intentPatienceMs;
  return nextTimerMs(streamId, state);
}

/** A change to a row: when it is due, and the account whose test clock it goes by, if any. */
type Change = { readonly due: number | null; readonly testAccountId: string | null };

function changeOf(stream: Stream, nowMs: number): Change {
  const tenant = tenantOf(stream.state);
  const testAccountId = tenant === null || tenant.livemode ? null : tenant.merchantId;
  return { due: dueAt(stream, nowMs), testAccountId };
}

export class OpenStreams {
  private readonly changes = new Map<number, Map<string, Change>>();

  constructor(
    private readonly database: Database,
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  track(streams: Iterable<Stream>): void {
    const nowMs = this.clock.now();
    for (const stream of streams) {
      const changes = this.changes.get(stream.partition) ?? new Map<string, Change>();
      changes.set(stream.streamId, changeOf(stream, nowMs));
      this.changes.set(stream.partition, changes);
    }
  }

  forgetPartition(partition: number): void {
    this.changes.delete(partition);
  }

  /** Writes what changed since the last checkpoint, with the position it is true for. */
  async checkpoint(owned: readonly Owned[]): Promise<void> {
    const heads = owned.filter(({ partition }) => this.changes.has(partition));
    if (heads.length === 0) return;
    const taken = heads.map(({ partition }) => [partition, this.changes.get(partition)] as const);
    const rows = taken.flatMap(([partition, changes]) =>
      [...(changes ?? [])].map(([streamId, change]) => ({ partition, streamId, ...change })),
    );
    for (const [partition] of taken) this.changes.delete(partition);
    try {
      await this.database.query(saveCheckpoint, [
        heads.map(({ partition }) => partition),
        heads.map(({ position }) => String(position)),
        heads.map(({ epoch }) => String(epoch)),
        rows.map(({ partition }) => partition),
        rows.map(({ streamId }) => streamId),
        rows.map(({ due }) => due),
        rows.map(({ testAccountId }) => testAccountId),
      ]);
    } catch (error) {
      for (const [partition, changes] of taken) this.restore(partition, changes ?? new Map());
      throw error;
    }
  }

  private restore(partition: number, taken: ReadonlyMap<string, Change>): void {
    const newer = this.changes.get(partition) ?? new Map<string, Change>();
    this.changes.set(partition, new Map([...taken, ...newer]));
  }

  /** Streams whose time has come, soonest first. */
  async due(partitions: readonly number[], limit: number): Promise<StreamRef[]> {
    const { rows } = await this.database.query<{ part: number; stream_id: string }>(selectDue, [
      partitions,
      this.clock.now(),
      limit,
    ]);
    return rows.map((row) => ({ partition: row.part, streamId: row.stream_id }));
  }

  /** Streams touched since the last checkpoint: any of them may have an open intent. */
  async sinceCheckpoint(partition: number): Promise<StreamRef[]> {
    const { rows } = await this.database.query<{ pos: string }>(selectCheckpoint, [partition]);
    const touched = new Set<string>();
    let after = BigInt(rows[0]?.pos ?? 0);
    for (;;) {
      const page = await this.store.readPartition(partition, after, recoveryPage);
      for (const { streamId } of page) touched.add(streamId);
      if (page.length < recoveryPage) break;
      after = page.at(-1)?.position ?? after;
    }
    return [...touched].map((streamId) => ({ partition, streamId }));
  }

  /** Open intents of the last checkpoint, due or not. */
  async withOpenIntents(partition: number): Promise<StreamRef[]> {
    const { rows } = await this.database.query<{ stream_id: string }>(
      `SELECT stream_id FROM open_streams WHERE part = $1 AND due_at_ms <= $2`,
      [partition, this.clock.now() + intentPatienceMs],
    );
    return rows.map((row) => ({ partition, streamId: row.stream_id }));
  }
}
