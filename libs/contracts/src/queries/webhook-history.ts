// What became of events on their way to an endpoint. All times are unix seconds.

/** `pending`: it waits, or is under way. `skipped`: its endpoint was disabled when it happened. */
export const webhookDeliveryStatuses = [
  'pending',
  'delivered',
  'dead',
  'cancelled',
  'skipped',
] as const;
export type WebhookDeliveryStatus = (typeof webhookDeliveryStatuses)[number];

/** Why a delivery was made. */
export type WebhookDeliveryTrigger = 'event' | 'resend' | 'recover' | 'replay' | 'test';

/** One event on its way to one endpoint. */
export type WebhookDeliveryJson = {
  readonly id: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly endpointId: string;
  readonly livemode: boolean;
  readonly status: WebhookDeliveryStatus;
  readonly trigger: WebhookDeliveryTrigger;
  readonly attempts: number;
  readonly lastStatus: number | null;
  /** Of its endpoint's events, in their order. */
  readonly sequence: number | null;
  /** `in_line`: behind an earlier one. `blocked`: given up, and its line waits for its owner. */
  readonly held: 'in_line' | 'blocked' | null;
  readonly created: number;
  readonly nextAttemptAt: number | null;
  readonly finishedAt: number | null;
};

export type WebhookHeadersJson = Readonly<Record<string, unknown>>;

/** One request to an endpoint. `durationMs` and its parts are milliseconds. */
export type WebhookAttemptJson = {
  readonly n: number;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly dnsMs: number | null;
  readonly connectMs: number | null;
  readonly tlsMs: number | null;
  readonly firstByteMs: number | null;
  readonly remoteIp: string | null;
  readonly status: number | null;
  readonly error: string | null;
  readonly requestHeaders: WebhookHeadersJson | null;
  readonly responseHeaders: WebhookHeadersJson | null;
  /** The beginning of the answer's body, at most 16 KiB. */
  readonly responseBody: string;
};

/** `recover`: what was given up or skipped. `replay`: everything. */
export type WebhookJobKind = 'recover' | 'replay';

/** Many events that are delivered to an endpoint again. */
export type WebhookJobJson = {
  /** Null for a dry run, which is no job. */
  readonly id: string | null;
  readonly kind: WebhookJobKind;
  readonly endpointId: string;
  readonly livemode: boolean;
  readonly since: number;
  readonly until: number;
  readonly types: readonly string[] | null;
  readonly state: 'running' | 'succeeded' | 'canceled' | 'dry_run';
  /** Deliveries that were made so far. */
  readonly done: number;
  /** Deliveries that there were to make when it was asked for. */
  readonly total: number;
  readonly created: number;
};
