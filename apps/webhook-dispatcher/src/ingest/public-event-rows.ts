// From an event of the log to what is stored of it: its public events, each rendered once for every
// API version that somebody reads it in, and who is to get it.
import {
  apiVersion as defaultApiVersion,
  coreOf,
  eventIdOf,
  publicEventsOf,
  renderEvent,
  tenantOfRecord,
  type EventRecord,
} from '@ledgerway/contracts';
import type { Subscriber, Subscriptions } from '../endpoints/subscriptions.js';

export type PublicEventRow = {
  readonly id: string;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly type: string;
  /** Unix seconds. */
  readonly created: number;
  /** Of the request that caused it. */
  readonly traceparent: string | null;
  /** Of what the event is about. */
  readonly objectId: string | null;
  /** Grows with every event of the object's stream. */
  readonly objectVersion: number;
  /** By API version; the default one is always there. */
  readonly bodies: ReadonlyMap<string, Buffer>;
  /** Those that are disabled are among them: they miss it, and may ask for it later. */
  readonly subscribers: readonly Subscriber[];
};

/**
 * In the order of delivery. Ids derive from the log, so the same event has the same ids for ever.
 */
export function publicEventRows(
  record: EventRecord,
  subscriptions: Subscriptions,
): PublicEventRow[] {
  const { state, event, origin: request } = record;
  const tenant = tenantOfRecord(record);
  if (tenant === null) return [];
  const { merchantId, livemode } = tenant;
  const core = coreOf(record.streamId);
  const created = Math.floor(event.at / 1000);
  return publicEventsOf(event, state).map((made, index) => {
    const id = eventIdOf(core, record.version, index);
    const subscribers = subscriptions.to(tenant, made.type);
    const pendingWebhooks = subscribers.filter(({ enabled }) => enabled).length;
    const bodyFor = (apiVersion: string) =>
      Buffer.from(
        JSON.stringify(
          renderEvent({ ...made, id, created, livemode, apiVersion, pendingWebhooks, request }),
        ),
      );
    const versions = new Set([defaultApiVersion, ...subscribers.map((s) => s.apiVersion)]);
    const bodies = new Map([...versions].map((version) => [version, bodyFor(version)]));
    return {
      ...{ id, merchantId, livemode, type: made.type, created, bodies, subscribers },
      traceparent: request.traceparent ?? null,
      objectId: idIn(made.object),
      objectVersion: record.version,
    };
  });
}

function idIn(object: unknown): string | null {
  const id = typeof object === 'object' && object !== null && 'id' in object ? object.id : null;
  return typeof id === 'string' ? id : null;
}
