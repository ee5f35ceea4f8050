import type pg from 'pg';
import type { ParkedCommand, StreamRef } from '../port.js';

// A command that is read again was parked before.
const parkSql = `
insert into parked (part, stream_id, cmd_offset, reason, value)
select * from unnest($1::smallint[], $2::uuid[], $3::bigint[], $4::text[], $5::bytea[])
on conflict do nothing
`;

const parkedSql = `
select part, stream_id, cmd_offset, reason, value from parked
where part = $1 order by cmd_offset
`;

const unparkSql = `delete from parked where part = $1 and stream_id = $2`;

type ParkedRow = {
  part: number;
  stream_id: string;
  cmd_offset: string;
  reason: string;
  value: Buffer;
};

export async function park(pool: pg.Pool, commands: readonly ParkedCommand[]): Promise<void> {
  await pool.query(parkSql, [
    commands.map(({ partition }) => partition),
    commands.map(({ streamId }) => streamId),
    commands.map(({ commandOffset }) => commandOffset),
    commands.map(({ reason }) => reason),
    commands.map(({ value }) => value),
  ]);
}

export async function parked(pool: pg.Pool, partition: number): Promise<ParkedCommand[]> {
  const { rows } = await pool.query<ParkedRow>(parkedSql, [partition]);
  return rows.map((row) => ({
    partition: row.part,
    streamId: row.stream_id,
    commandOffset: BigInt(row.cmd_offset),
    reason: row.reason,
    value: row.value,
  }));
}

export async function unpark(pool: pg.Pool, { partition, streamId }: StreamRef): Promise<void> {
  await pool.query(unparkSql, [partition, streamId]);
}
