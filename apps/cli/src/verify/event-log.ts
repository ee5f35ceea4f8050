// The log by itself: its chain, and each stream folded once more. Read in stream order, page by page:
// memory does not grow with the log.
import { coreOf, eventIdOf, publicEventsOf, readEvent } from '@ledgerway/contracts';
import {
  capturedAmount,
  postings,
  refundedAmount,
  stream as streamDecider,
  type StreamEvent,
  type StreamState,
} from '@ledgerway/domain';
import { verifyStoredPartition, type Head, type PostgresEventReader } from '@ledgerway/event-store';
import type { Database } from '@ledgerway/platform';
import { brokenChain, logChecks, violationsOf } from '@ledgerway/reporting';
import type { Anchors } from '../verify-chain/anchors.js';
import { maxViolations, violationOf, type Check, type Violation } from './finding.js';
import { UntoldEvents, type Told } from './webhooks.js';

const pageSql = `
  select stream_id, version, pos, type, schema_version, data
  from events where part = $1 and (stream_id, version) > ($2, $3) and pos <= $4
  order by stream_id, version limit $5`;

type EventRow = {
  stream_id: string;
  version: number;
  pos: string;
  type: string;
  schema_version: number;
  data: Buffer;
};

const pageSize = 1_000;
const beforeAll = '00000000-0000-0000-0000-000000000000';

export type LogOptions = {
  readonly database: Database;
  readonly reader: PostgresEventReader;
  readonly anchors: Anchors;
  readonly heads: readonly Head[];
};

export const eventLogChecks = (options: LogOptions): Check[] => [
  {
    invariants: ['I8'],
    title: 'positions and versions gapless, hash chain valid, seals fit',
    run: () => chain(options),
  },
  {
    invariants: ['I3', 'I4', 'I10'],
    title: 'streams: every event can follow, amounts in order, holds closed, everything told',
    run: () => streams(options),
  },
  {
    invariants: ['I12'],
    title: 'one authorization for each attempt, acquirer references unique',
    run: async () =>
      (await violationsOf(options.database.pool, logChecks, maxViolations)).map(violationOf),
  },
];

async function chain({ reader, anchors, heads }: LogOptions): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const { partition } of heads) {
    const report = await verifyStoredPartition(reader, {
      partition,
      anchors: anchors.of(partition),
    });
    violations.push(...brokenChain(report).map(violationOf));
  }
  return violations.slice(0, maxViolations);
}

async function streams({ database, heads }: LogOptions): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const { partition, position } of heads) {
    const untold = await UntoldEvents.of(database, partition);
    const walk = new StreamWalk(partition, violations);
    for (let at = { stream: beforeAll, version: 0 }; violations.length < maxViolations;) {
      const values = [partition, at.stream, at.version, String(position), pageSize];
      const { rows } = await database.query<EventRow>(pageSql, values);
      for (const row of rows) walk.take(row);
      for (const { id, position: place } of await untold.among(walk.toldSinceAsked()))
        violations.push({
          invariant: 'I10',
          where: `partition ${partition}, position ${place}`,
          what: `the webhook dispatcher does not know ${id}`,
        });
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
  private state: StreamState = streamDecider.initialState;
  private held = 0n;
  private told: Told[] = [];
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
    if (!this.broken) this.fold(row);
  }

  /** The public events that the rows since the last call stand for. */
  toldSinceAsked(): readonly Told[] {
    const { told } = this;
    this.told = [];
    return told;
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
    this.tell(row, event);
    const { charge } = this.state;
    if (charge === null) return;
    for (const { account, layer, amount } of postings(event, charge))
      if (layer === 'pending' && account.startsWith('acquirer_receivable')) this.held += amount;
    const [captured, refunded] = [capturedAmount(charge), refundedAmount(charge)];
    if (refunded < 0n || refunded > captured || captured > charge.authorizedAmount)
      this.break(
        row,
        'I4',
        `${charge.authorizedAmount} authorized, ${captured} captured, ${refunded} refunded`,
      );
  }

  private tell({ stream_id, version, pos }: EventRow, event: StreamEvent): void {
    const core = coreOf(stream_id);
    publicEventsOf(event, this.state).forEach((_, index) => {
      const id = eventIdOf(core, version, index);
      this.told.push({ id, position: BigInt(pos), atMs: event.at });
    });
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
