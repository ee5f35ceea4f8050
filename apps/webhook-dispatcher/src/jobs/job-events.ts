// Which events a job delivers again, as SQL. What still waits is left out: it is on its way.
import type { WebhookJobKind } from '@ledgerway/contracts';
import { typeMatches, typesAsked } from '../events/event-types.js';
import { waitsFor, wasMissed } from '../history/outcomes.js';
import type { JobFilter } from './job-rows.js';

export type JobScope = {
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly endpointId: string;
  /** What the endpoint is subscribed to. */
  readonly enabledEvents: readonly string[];
  readonly filter: JobFilter;
};

/** The range, in the order of its events. Values: those of `scopeValues`. */
const inRange = `
  v.merchant_id = $1 and v.livemode = $2 and v.created between $3 and $4 and not v.sample`;

const isWanted = (kind: WebhookJobKind): string => `(
  ${typeMatches('v.type', '$6', '$7')}
  and ($8::text[] is null or ${typeMatches('v.type', '$8', '$9')})
  and ${kind === 'recover' ? wasMissed('v.event_id', '$5') : `not ${waitsFor('v.event_id', '$5')}`})`;

export function scopeValues(scope: JobScope): unknown[] {
  const { merchantId, livemode, endpointId, enabledEvents, filter } = scope;
  const subscribed = typesAsked(enabledEvents);
  const types = filter.types === null ? null : typesAsked(filter.types);
  return [
    merchantId,
    livemode,
    filter.since,
    filter.until,
    endpointId,
    subscribed.exact,
    subscribed.prefixes,
    types?.exact ?? null,
    types?.prefixes ?? null,
  ];
}

/** How many events there are to deliver. */
export const countSql = (kind: WebhookJobKind): string => `
  select count(*)::int as count from event v where ${inRange} and ${isWanted(kind)}`;

/** $10 and $11: the event after which to go on. $12: how many to look at. */
export const pageSql = (kind: WebhookJobKind): string => `
  select v.event_id, v.created, v.seq, ${isWanted(kind)} as wanted
  from (
    select * from event v where ${inRange} and (v.created, v.seq) > ($10::bigint, $11::bigint)
    order by v.created, v.seq limit $12
  ) v
  order by v.created, v.seq`;
