import type pg from 'pg';

// A binary search in each partition, all of them in one statement. It may be one, since a partition
// has one writer, whose appends follow each other: times do not decrease with positions. They are
// compared as they are shown, in whole milliseconds.
const positionsAtSql = `
with recursive search (part, low, high) as (
  select part, 0::bigint, pos from heads
  union all
  select s.part,
         case when e.at_ms <= $1::float8 then s.middle else s.low end,
         case when e.at_ms <= $1::float8 then s.high else s.middle - 1 end
  from (select part, low, high, (low + high + 1) / 2 as middle from search where low < high) s
  cross join lateral (
    select round(date_part('epoch', recorded_at) * 1000) as at_ms
    from events where part = s.part and pos = s.middle limit 1
  ) e
)
select part, low from search where low = high
`;

type Row = { part: number; low: string };

/** By partition, the last position that was recorded at this time or before. */
export async function positionsAt(pool: pg.Pool, timeMs: number): Promise<Map<number, bigint>> {
  const { rows } = await pool.query<Row>(positionsAtSql, [timeMs]);
  return new Map(rows.map(({ part, low }) => [part, BigInt(low)]));
}
