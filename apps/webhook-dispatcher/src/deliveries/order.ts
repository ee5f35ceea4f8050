// Endpoints that want order. Their deliveries are born held, in line behind the earlier ones of
// their key, and so are not even looked at by a claim, however many wait behind one that fails. This
// lets the first of each line go: when it has arrived, and when the one before it has ended.
//
// The first of a line stays the first until it ends, because sequences are committed in order. So
// releasing it is right whoever does it, and however often.
import type { Database } from '@ledgerway/platform';
import { unblockSql } from './blocked.js';

const newcomersPerLook = 500;

/** $1 endpoints, $2 the sequence up to which their lines are known; $3 and $4 lines to look at. */
export const releaseSql = `
  with newcomer as materialized (
    select known.endpoint_id, d.order_key, d.sequence
    from unnest($1::text[], $2::bigint[]) as known(endpoint_id, sequence)
    cross join lateral (
      select order_key, sequence from delivery
      where endpoint_id = known.endpoint_id and held = 'in_line' and sequence > known.sequence
      order by sequence limit ${newcomersPerLook}
    ) d
  ), line as materialized (
    select endpoint_id, order_key from newcomer
    union
    select * from unnest($3::text[], $4::text[])
  ), released as (
    update delivery set held = null
    where delivery_id = any(array(
      select first.delivery_id
      from line cross join lateral (
        select delivery_id, held from delivery d
        where d.endpoint_id = line.endpoint_id and d.order_key = line.order_key
        order by d.sequence limit 1
      ) first
      where first.held = 'in_line'
    ))
    returning endpoint_id
  )
  select endpoint_id, max(sequence) as sequence, count(sequence)::int as newcomers,
    exists (select from released r where r.endpoint_id = found.endpoint_id) as released
  from (
    select endpoint_id, sequence from newcomer union all select endpoint_id, null from line
  ) found
  group by endpoint_id`;

/** The last in line of each endpoint, by one step of the index for each. */
export const lastInLineSql = `
  with recursive line as (
    (select endpoint_id, sequence from delivery where held = 'in_line'
      order by endpoint_id desc, sequence desc limit 1)
    union all
    select n.endpoint_id, n.sequence from line cross join lateral (
      select endpoint_id, sequence from delivery
      where held = 'in_line' and endpoint_id < line.endpoint_id
      order by endpoint_id desc, sequence desc limit 1
    ) n
  )
  select endpoint_id, sequence from line`;

type ReleasedRow = {
  readonly endpoint_id: string;
  readonly sequence: string | null;
  readonly newcomers: number;
  readonly released: boolean;
};

export type Line = { readonly endpointId: string; readonly orderKey: string };

export class Order {
  /** Up to which sequence the lines of an endpoint are known; what is behind waits for an end. */
  private readonly known = new Map<string, bigint>();
  private readonly toLookAt = new Set<string>();
  private ended: Line[] = [];

  constructor(private readonly database: Database) {}

  /** There is something to release, perhaps. */
  get isWaiting(): boolean {
    return this.toLookAt.size > 0 || this.ended.length > 0;
  }

  /** There may be deliveries in line that nobody has looked at. */
  arrived(endpointId: string): void {
    this.toLookAt.add(endpointId);
  }

  /** Deliveries that were the first of these lines have ended. */
  end(lines: readonly Line[]): void {
    this.ended.push(...lines);
  }

  /** Somebody else has had the lines, or may have changed them: all are looked at again. */
  forget(): void {
    this.known.clear();
  }

  /** Finds lines that have grown. @param isOwn which endpoints to look after */
  async look(isOwn: (endpointId: string) => boolean): Promise<void> {
    const { rows } = await this.database.query<{ endpoint_id: string; sequence: string }>({
      name: 'webhooks-in-line',
      text: lastInLineSql,
    });
    for (const { endpoint_id, sequence } of rows)
      if (isOwn(endpoint_id) && BigInt(sequence) > this.knownOf(endpoint_id))
        this.arrived(endpoint_id);
  }

  /** Ends what blocks endpoints that do not want to be blocked any more. */
  async unblock(): Promise<void> {
    await this.database.query(unblockSql);
  }

  /** Lets the first of each line go. @returns endpoints that have something to send by that */
  async release(): Promise<string[]> {
    const endpoints = [...this.toLookAt];
    const lines = this.ended;
    this.toLookAt.clear();
    this.ended = [];
    const { rows } = await this.database
      .query<ReleasedRow>({ name: 'webhooks-release', text: releaseSql }, [
        endpoints,
        endpoints.map((id) => this.knownOf(id)),
        lines.map(({ endpointId }) => endpointId),
        lines.map(({ orderKey }) => orderKey),
      ])
      .catch((error: unknown) => {
        for (const id of endpoints) this.arrived(id);
        this.end(lines);
        throw error;
      });
    for (const { endpoint_id, sequence, newcomers } of rows) {
      if (sequence !== null) this.known.set(endpoint_id, BigInt(sequence));
      if (newcomers >= newcomersPerLook) this.arrived(endpoint_id);
    }
    return rows.filter(({ released }) => released).map(({ endpoint_id }) => endpoint_id);
  }

  private knownOf(endpointId: string): bigint {
    return this.known.get(endpointId) ?? 0n;
  }
}
