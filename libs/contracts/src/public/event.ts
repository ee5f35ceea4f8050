import type { RequestOrigin } from '../wire/records.js';

/** The version of the public API whose shapes these renderers produce. */
export const apiVersion = '2026-10-28.endive';

export type EventToRender = {
  readonly id: string;
  readonly type: string;
  readonly object: unknown;
  /** What the changed fields were before; only for events that tell of a change. */
  readonly previousAttributes?: Readonly<Record<string, unknown>>;
  /** Unix seconds. */
  readonly created: number;
  readonly livemode: boolean;
  readonly apiVersion: string | null;
  readonly pendingWebhooks: number;
  readonly request: RequestOrigin;
};

/** The `event` object, with its resource as it was when the event happened. */
export const renderEvent = (event: EventToRender) => ({
  id: event.id,
  object: 'event' as const,
  api_version: event.apiVersion,
  created: event.created,
  data: {
    object: event.object,
    ...(event.previousAttributes && { previous_attributes: event.previousAttributes }),
  },
  livemode: event.livemode,
  pending_webhooks: event.pendingWebhooks,
  request: { id: event.request.id, idempotency_key: event.request.idempotencyKey },
  type: event.type,
});
