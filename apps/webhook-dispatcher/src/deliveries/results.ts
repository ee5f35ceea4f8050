// Writing what came of deliveries: one statement for a batch, in which the hot row ends and its
// history begins.
import type { Database } from '@ledgerway/platform';
import type { AttemptError } from '../delivery/attempt-errors.js';
import type { Timings } from '../delivery/exchange.js';
import type { KeptHeaders } from '../delivery/kept-headers.js';
import type { ClaimedDelivery } from './claims.js';
import type { Outcome } from './verdict.js';

export type AttemptRecord = {
  readonly startedAtMs: number;
  readonly ms: number;
  readonly status: number | null;
  readonly error: AttemptError | null;
  readonly response: Buffer;
  readonly timings: Timings;
  readonly remoteIp: string | null;
  readonly requestHeaders: KeptHeaders;
  readonly responseHeaders: KeptHeaders | null;
};

/**
 * What is to be written of a leased delivery. `attempts`: the count from now on; `at`: when it falls
 * due again, by the clock of its account; `blocked`: never, unless its endpoint's owner says so.
 */
export type Result = {
  readonly delivery: ClaimedDelivery;
  readonly attempts: number;
  readonly attempt: AttemptRecord | null;
  readonly next: { readonly outcome: Outcome } | { readonly at: Date; readonly blocked?: true };
};

/** Ends and returns leases of the owner of epoch $1; others' it does not touch. */
export const resultsSql = `
  with gone as (
    delete from delivery where delivery_id = any($2::bigint[]) and owner_epoch = $1
    returning delivery_id, event_id, endpoint_id, created_at, sequence, trigger
  ), history as (
    insert into delivery_done (delivery_id, event_id, endpoint_id, outcome, attempts, last_status,
      created_at, finished_at, sequence, trigger)
    select delivery_id, event_id, endpoint_id, r.outcome, r.attempts, r.status, created_at, $6,
      sequence, trigger
    from gone
    join unnest($2::bigint[], $3::text[], $4::smallint[], $5::smallint[])
      as r(delivery_id, outcome, attempts, status) using (delivery_id)
  ), returned as (
    update delivery d set owner_epoch = null, attempts = r.attempts, next_at = r.next_at,
      held = case when r.blocked then 'blocked' end
    from unnest($7::bigint[], $8::smallint[], $9::timestamptz[], $27::bool[])
      as r(delivery_id, attempts, next_at, blocked)
    where d.delivery_id = any($7::bigint[]) and d.delivery_id = r.delivery_id and d.owner_epoch = $1
    returning 1
  ), log as (
    insert into attempt
      (delivery_id, n, event_id, endpoint_id, started_at, ms, status, error_code, response,
        dns_ms, connect_ms, tls_ms, first_byte_ms, remote_ip, request_headers, response_headers,
        trigger)
    select * from rows from (
      unnest($10::bigint[], $11::smallint[], $12::text[], $13::text[], $14::timestamptz[],
        $15::int[], $16::smallint[], $17::text[], $18::bytea[], $19::int[], $20::int[], $21::int[],
        $22::int[], $23::inet[]),
      json_array_elements($24), json_array_elements($25), unnest($26::text[])
    )
  )
  select ((select count(*) from gone) + (select count(*) from returned))::int as applied`;

export class Results {
  constructor(private readonly database: Database) {}

  /**
   * @returns how many deliveries were still leased to this owner: all of them, or something is
   * wrong.
   */
  async write(results: readonly Result[], epoch: bigint, nowMs: number): Promise<number> {
    const ended = results.flatMap((result) =>
      'outcome' in result.next ? [{ ...result, outcome: result.next.outcome }] : [],
    );
    const returned = results.flatMap((result) =>
      'at' in result.next ? [{ ...result, ...result.next }] : [],
    );
    const attempts = results.flatMap(({ delivery, attempts, attempt }) =>
      attempt === null ? [] : [{ delivery, attempts, ...attempt }],
    );
    const { rows } = await this.database.query<{ applied: number }>(
      { name: 'webhooks-results', text: resultsSql },
      [
        epoch,
        ended.map(({ delivery }) => delivery.deliveryId),
        ended.map(({ outcome }) => outcome),
        ended.map(({ attempts }) => attempts),
        ended.map(({ attempt }) => attempt?.status ?? null),
        new Date(nowMs),
        returned.map(({ delivery }) => delivery.deliveryId),
        returned.map(({ attempts }) => attempts),
        returned.map(({ at }) => at),
        attempts.map(({ delivery }) => delivery.deliveryId),
        attempts.map(({ attempts }) => attempts),
        attempts.map(({ delivery }) => delivery.eventId),
        attempts.map(({ delivery }) => delivery.endpointId),
        attempts.map(({ startedAtMs }) => new Date(startedAtMs)),
        attempts.map(({ ms }) => Math.round(ms)),
        attempts.map(({ status }) => status),
        attempts.map(({ error }) => error),
        attempts.map(({ response }) => response),
        attempts.map(({ timings }) => timings.dnsMs),
        attempts.map(({ timings }) => timings.connectMs),
        attempts.map(({ timings }) => timings.tlsMs),
        attempts.map(({ timings }) => timings.firstByteMs),
        attempts.map(({ remoteIp }) => remoteIp),
        // One text each: as elements of an array, every quote in them would have to be escaped.
        JSON.stringify(attempts.map(({ requestHeaders }) => requestHeaders)),
        JSON.stringify(attempts.map(({ responseHeaders }) => responseHeaders)),
        attempts.map(({ delivery }) => delivery.trigger),
        returned.map(({ blocked }) => blocked === true),
      ],
    );
    return rows[0]!.applied;
  }
}
