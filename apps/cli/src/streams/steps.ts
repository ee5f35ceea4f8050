// A stream step by step: each event with what it made of the stream, of the ledger and of the world.
import {
  coreOf,
  eventIdOf,
  publicEventsOf,
  readEvent,
  type RequestOrigin,
} from '@ledgerway/contracts';
import {
  postings,
  stream as decider,
  type Posting,
  type StreamEvent,
  type StreamState,
} from '@ledgerway/domain';
import type { Database } from '@ledgerway/platform';
import { Failure } from '../terminal/failure.js';
import type { NamedStream } from './name.js';

export type Step = {
  readonly partition: number;
  readonly position: bigint;
  readonly streamId: string;
  readonly version: number;
  readonly commandId: string;
  /** Milliseconds since the epoch, by the database's clock. */
  readonly recordedAt: number;
  readonly origin: RequestOrigin;
  readonly event: StreamEvent;
  readonly state: StreamState;
  /** Empty if it moved no money. */
  readonly legs: readonly Posting[];
  /** The public events that tell of it. */
  readonly told: readonly { readonly id: string; readonly type: string }[];
};

const pageSql = `
  select pos, version, type, schema_version, command_id, meta, data,
         round(date_part('epoch', recorded_at) * 1000) as recorded_at
  from events where part = $1 and stream_id = $2 and version > $3
  order by version limit 1000`;

type Row = {
  pos: string;
  version: number;
  type: string;
  schema_version: number;
  command_id: string;
  meta: string;
  data: Buffer;
  recorded_at: number;
};

/** From the first event on. A page is in memory at a time: a merchant's stream has no end. */
export async function* stepsOf(database: Database, named: NamedStream): AsyncGenerator<Step> {
  let state = decider.initialState;
  for (let version = 0; ;) {
    const { rows } = await database.query<Row>(pageSql, [named.partition, named.streamId, version]);
    for (const row of rows) {
      const event = readEvent(row.type, row.schema_version, row.data);
      state = decider.evolve(state, event);
      yield stepOf(named, row, event, state);
    }
    const last = rows.at(-1);
    if (last === undefined) break;
    version = last.version;
  }
}

/** @throws Failure if there is no such stream */
export async function lastStep(
  database: Database,
  named: NamedStream,
  upTo = Infinity,
): Promise<Step> {
  let found: Step | undefined;
  for await (const step of stepsOf(database, named)) {
    found = step;
    if (step.version >= upTo) break;
  }
  if (found === undefined) throw new Failure('there is no such stream');
  if (upTo !== Infinity && found.version < upTo)
    throw new Failure(`the stream has ${found.version} versions only`);
  return found;
}

function stepOf(
  { partition, streamId }: NamedStream,
  row: Row,
  event: StreamEvent,
  state: StreamState,
): Step {
  const meta = JSON.parse(row.meta) as { request?: RequestOrigin };
  const core = coreOf(streamId);
  return {
    ...{ partition, streamId, version: row.version, position: BigInt(row.pos) },
    ...{ commandId: row.command_id, recordedAt: row.recorded_at },
    origin: meta.request ?? { id: null, idempotencyKey: null },
    event,
    state,
    legs: postings(event, state.charge),
    told: publicEventsOf(event, state).map(({ type }, index) => ({
      id: eventIdOf(core, row.version, index),
      type,
    })),
  };
}
