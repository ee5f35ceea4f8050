import type pg from 'pg';
import type { Snapshot, StreamRef } from '../port.js';
import { arrayOf } from './parameters.js';

const snapshotsSql = `
select s.part, s.stream_id, s.version, s.schema_version, s.state, s.hash
from unnest($1::smallint[], $2::uuid[]) as wanted (part, stream_id)
join snapshots s on s.part = wanted.part and s.stream_id = wanted.stream_id
`;

// The newest of a batch is chosen here, because one statement may not touch a row twice. Everybody
// saves in the same order, so that two savers never wait for each other in a circle.
const saveSnapshotsSql = `
insert into snapshots as kept (part, stream_id, version, schema_version, state, hash)
select distinct on (part, stream_id) *
from unnest($1::smallint[], $2::uuid[], $3::integer[], $4::smallint[], $5::bytea[], $6::bytea[])
  as s (part, stream_id, version, schema_version, state, hash)
order by part, stream_id, version desc
on conflict (part, stream_id) do update set
  version = excluded.version,
  schema_version = excluded.schema_version,
  state = excluded.state,
  hash = excluded.hash
where excluded.version > kept.version
`;

type SnapshotRow = {
  part: number;
  stream_id: string;
  version: number;
  schema_version: number;
  state: Buffer;
  hash: Buffer;
};

export async function snapshots(
  pool: pg.Pool,
  streams: readonly StreamRef[],
): Promise<ReadonlyMap<string, Snapshot>> {
  const { rows } = await pool.query<SnapshotRow>({
    name: 'snapshots',
    text: snapshotsSql,
    values: [
      arrayOf(streams.map(({ partition }) => partition)),
      arrayOf(streams.map(({ streamId }) => streamId)),
    ],
  });
  return new Map(rows.map((row) => [row.stream_id, snapshotOf(row)]));
}

export async function saveSnapshots(pool: pg.Pool, snapshots: readonly Snapshot[]): Promise<void> {
  await pool.query({
    name: 'save snapshots',
    text: saveSnapshotsSql,
    values: [
      arrayOf(snapshots.map(({ partition }) => partition)),
      arrayOf(snapshots.map(({ streamId }) => streamId)),
      arrayOf(snapshots.map(({ version }) => version)),
      arrayOf(snapshots.map(({ schemaVersion }) => schemaVersion)),
      snapshots.map(({ state }) => state),
      snapshots.map(({ hash }) => hash),
    ],
  });
}

const snapshotOf = (row: SnapshotRow): Snapshot => ({
  partition: row.part,
  streamId: row.stream_id,
  version: row.version,
  schemaVersion: row.schema_version,
  state: row.state,
  hash: row.hash,
});
