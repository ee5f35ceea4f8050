// Commands that were put aside: those behind a bug, by their stream, and those that nobody could read.
// To send one again means to take it off the list, and to publish it anew at the end of its partition.
import { decodeCommandRecord, topics } from '@ledgerway/contracts';
import type { MessageLog } from '@ledgerway/messaging';
import type { Database } from '@ledgerway/platform';

/** Bytes that name no stream stand under this id. It blocks nobody. */
export const noStreamId = '00000000-0000-0000-0000-000000000000';

export type Parked = {
  readonly partition: number;
  readonly offset: bigint;
  readonly streamId: string;
  readonly reason: string;
  readonly parkedAtMs: number;
  readonly bytes: number;
  /** Null if it cannot be read. */
  readonly command: string | null;
};

const parkedSql = `
select part, cmd_offset, stream_id, reason, value, date_part('epoch', parked_at) * 1000 as at_ms
from parked
where ($1::smallint is null or part = $1) and ($2::bigint is null or cmd_offset = $2)
  and ($3::uuid is null or stream_id = $3)
  and (part, cmd_offset) > ($4, $5) and parked_at <= $6
order by part, cmd_offset limit $7`;

type Row = {
  part: number;
  cmd_offset: string;
  stream_id: string;
  reason: string;
  value: Buffer;
  at_ms: number;
};

export type Which = {
  readonly partition?: number;
  readonly offset?: bigint;
  readonly streamId?: string;
};

const pageSize = 100;

async function* rowsOf(database: Database, which: Which): AsyncGenerator<Row> {
  const { partition = null, offset = null, streamId = null } = which;
  // What is parked meanwhile, perhaps because it was sent again, is for the next time.
  const { rows: clock } = await database.query<{ now: string }>('select now()::text as now');
  for (let at: readonly unknown[] = [-1, -1]; ;) {
    const values = [partition, offset, streamId, ...at, clock[0]!.now, pageSize];
    const { rows } = await database.query<Row>(parkedSql, values);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return;
    at = [last.part, last.cmd_offset];
  }
}

/** In the order in which they came. */
export async function* parkedCommands(
  database: Database,
  which: Which = {},
): AsyncGenerator<Parked> {
  for await (const row of rowsOf(database, which))
    yield {
      ...{ partition: row.part, offset: BigInt(row.cmd_offset), streamId: row.stream_id },
      ...{ reason: row.reason, parkedAtMs: Math.round(row.at_ms), bytes: row.value.length },
      command: commandIn(row.value),
    };
}

function commandIn(value: Buffer): string | null {
  try {
    return decodeCommandRecord(value).command.type;
  } catch {
    return null;
  }
}

const forgetSql = `delete from parked where part = $1 and cmd_offset = $2 and stream_id = $3`;

/** @returns how many commands were sent */
export async function sendAgain(
  database: Database,
  log: MessageLog,
  which: Which,
): Promise<number> {
  let sent = 0;
  for await (const { part, cmd_offset, stream_id, value } of rowsOf(database, which)) {
    // Published first: should this be cut off, the command is sent twice, and applied once.
    await log.publish(topics.commands, [{ partition: part, headers: {}, value }]);
    await database.query(forgetSql, [part, cmd_offset, stream_id]);
    sent += 1;
  }
  return sent;
}

/** @returns how many commands were thrown away */
export async function discard(database: Database, which: Which): Promise<number> {
  let discarded = 0;
  for await (const { part, cmd_offset, stream_id } of rowsOf(database, which)) {
    await database.query(forgetSql, [part, cmd_offset, stream_id]);
    discarded += 1;
  }
  return discarded;
}
