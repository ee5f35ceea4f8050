// The log by itself: positions and versions without a gap, every hash in its chain, and each charge
// within its bounds. Read in stream order, page by page: memory does not grow with the log.
import { chargeToJson, readEvent } from '@ledgerway/contracts';
import {
  capturedAmount,
  postings,
  refundedAmount,
  stream as streamDecider,
  type StreamEvent,
  type StreamState,
} from '@ledgerway/domain';
import { eventHash, genesisHash, type Head } from '@ledgerway/event-store';
import type { Database } from '@ledgerway/platform';
import { maxViolations, type Check, type Violation } from './finding.js';

const gapsSql = `
  select h.part, h.pos as head, count(e.pos) as events, coalesce(max(e.pos), 0) as last
  from heads h left join events e on e.part = h.part and e.pos <= h.pos
  where h.part = any($1::smallint[])
  group by h.part, h.pos
  having count(e.pos) <> h.pos or coalesce(max(e.pos), 0) <> h.pos`;

const firstGapSql = `
  select pos + 1 as missing from events e
  where part = $1 and not exists (select 1 from events n where n.part = $1 and n.pos = e.pos + 1)
  order by pos limit 1`;

const pageSql = `
  select stream_id, version, pos, type, schema_version, command_id, cmd_seq,
    date_part('epoch', occurred_at) * 1000 as occurred_at_ms, data, hash
  from events where part = $1 and (stream_id, version) > ($2, $3) and pos <= $4
  order by stream_id, version limit $5`;

type EventRow = {
  stream_id: string;
  version: number;
  pos: string;
  type: string;
  schema_version: number;
  command_id: string;
  cmd_seq: number;
  occurred_at_ms: number;
  data: Buffer;
  hash: Buffer;
};

const pageSize = 1_000;
const beforeAll = '00000000-0000-0000-0000-000000000000';

export function eventLogChecks(database: Database, heads: readonly Head[]): Check[] {
  return [
    { invariants: ['I8'], title: 'positions are gapless', run: () => gaps(database, heads) },
    {
      invariants: ['I3', 'I4', 'I8'],
      title: 'streams: versions gapless, hash chain valid, amounts in order, holds closed',
      run: () => streams(database, heads),
    },
  ];
}

async function gaps(database: Database, heads: readonly Head[]): Promise<Violation[]> {
  type Row = { part: number; head: string; events: string };
  const parts = heads.map(({ partition }) => partition);
  const { rows } = await database.query<Row>(gapsSql, [parts]);
  const violations: Violation[] = [];
  for (const { part, head, events } of rows.slice(0, maxViolations)) {
    const gap = await database.query<{ missing: string }>(firstGapSql, [part]);
    const where = `partition ${part}, position ${gap.rows[0]?.missing ?? '1'}`;
    violations.push({
      invariant: 'I8',
      where,
      what: `${events} events, but the head says ${head}`,
    });
  }
  return violations;
}

async function streams(database: Database, heads: readonly Head[]): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const { partition, position } of heads) {
    const walk = new StreamWalk(partition, violations);
    for (let at = { stream: beforeAll, version: 0 }; violations.length < maxViolations;) {
      const values = [partition, at.stream, at.version, String(position), pageSize];
      const { rows } = await database.query<EventRow>(pageSql, values);
      for (const row of rows) walk.take(row);
      const last = rows.at(-1);
      if (last === undefined || rows.length < pageSize) break;
      at = { stream: last.stream_id, version: last.version };
    }
    walk.endOfStream();
  }
  return violations.slice(0, maxViolations);
}

/** Follows the streams of one partition, one after the other. */
class StreamWalk {
  private streamId = '';
  private version = 0;
  private hash = genesisHash;
  private state: StreamState = streamDecider.initialState;
  private held = 0n;
  /** After the first break the rest of a stream proves nothing more. */
  private broken = false;

  constructor(
    private readonly partition: number,
    private readonly violations: Violation[],
  ) {}

  take(row: EventRow): void {
    if (row.stream_id !== this.streamId) {
      this.endOfStream();
      this.begin(row.stream_id);
    }
    if (this.broken) return;
    if (row.version !== this.version + 1)
      return this.break(row, 'I8', `version ${this.version + 1} is missing`);
    if (!hashOf(this.hash, row).equals(row.hash))
      return this.break(row, 'I8', 'the hash does not fit the event and what came before it');
    this.version = row.version;
    this.hash = row.hash;
    this.fold(row);
  }

  endOfStream(): void {
    const { charge } = this.state;
    if (this.broken || charge === null) return;
    const final = !['requested', 'unknown', 'authorized'].includes(charge.status);
    if (final && this.held !== 0n)
      this.report('I3', `stream ${this.streamId}`, `${this.held} is still held of a final charge`);
  }

  private begin(streamId: string): void {
    this.streamId = streamId;
    this.version = 0;
    this.hash = genesisHash;
    this.state = streamDecider.initialState;
    this.held = 0n;
    this.broken = false;
  }

  private fold(row: EventRow): void {
    let event: StreamEvent;
    try {
      event = readEvent(row.type, row.schema_version, row.data);
      this.state = streamDecider.evolve(this.state, event);
    } catch (error) {
      return this.break(row, 'I8', (error as Error).message);
    }
    const { charge } = this.state;
    if (charge === null) return;
    for (const { account, layer, amount } of postings(event, charge))
      if (layer === 'pending' && account.startsWith('acquirer_receivable')) this.held += amount;
    const [captured, refunded] = [capturedAmount(charge), refundedAmount(charge)];
    if (refunded < 0n || refunded > captured || captured > charge.authorizedAmount)
      this.break(row, 'I4', `amounts out of order: ${JSON.stringify(chargeToJson(charge))}`);
  }

  private break({ pos, version }: EventRow, invariant: Violation['invariant'], what: string): void {
    this.broken = true;
    const where = `partition ${this.partition}, position ${pos}, stream ${this.streamId}, version ${version}`;
    this.report(invariant, where, what);
  }

  private report(invariant: Violation['invariant'], where: string, what: string): void {
    this.violations.push({ invariant, where, what });
  }
}

const hashOf = (previous: Buffer, row: EventRow): Buffer =>
  eventHash(previous, {
    streamId: row.stream_id,
    version: row.version,
    type: row.type,
    schemaVersion: row.schema_version,
    commandId: row.command_id,
    commandSeq: row.cmd_seq,
    occurredAt: Math.round(row.occurred_at_ms),
    data: row.data,
  });
