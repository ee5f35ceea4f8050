import type {
  WebhookAttemptJson,
  WebhookDeliveryJson,
  WebhookJobJson,
} from '../queries/webhook-history.js';

/** The `webhook_delivery` object: one event on its way to one endpoint. */
export const renderWebhookDelivery = (delivery: WebhookDeliveryJson) => ({
  id: delivery.id,
  object: 'webhook_delivery' as const,
  attempt_count: delivery.attempts,
  created: delivery.created,
  event: delivery.eventId,
  event_type: delivery.eventType,
  finished_at: delivery.finishedAt,
  held: delivery.held,
  last_response_status: delivery.lastStatus,
  livemode: delivery.livemode,
  next_attempt_at: delivery.nextAttemptAt,
  sequence: delivery.sequence,
  status: delivery.status,
  trigger: delivery.trigger,
  webhook_endpoint: delivery.endpointId,
});

export type PublicWebhookDelivery = ReturnType<typeof renderWebhookDelivery> & {
  /** In the answer for one delivery: its attempts, the first one first. */
  attempts?: ReturnType<typeof renderWebhookAttempt>[];
};

/** Durations are milliseconds. What a request did not come to is null. */
export const renderWebhookAttempt = (attempt: WebhookAttemptJson) => ({
  object: 'webhook_attempt' as const,
  duration_ms: attempt.durationMs,
  error: attempt.error,
  number: attempt.n,
  remote_ip: attempt.remoteIp,
  request_headers: attempt.requestHeaders,
  response: {
    body: attempt.responseBody,
    headers: attempt.responseHeaders,
    status: attempt.status,
  },
  started_at: attempt.startedAt,
  timings: {
    connect_ms: attempt.connectMs,
    dns_ms: attempt.dnsMs,
    first_byte_ms: attempt.firstByteMs,
    tls_ms: attempt.tlsMs,
  },
});

/** The `webhook_job` object: many events that are delivered again. */
export const renderWebhookJob = (job: WebhookJobJson) => ({
  id: job.id,
  object: 'webhook_job' as const,
  created: job.created,
  done: job.done,
  kind: job.kind,
  livemode: job.livemode,
  since: job.since,
  status: job.state,
  total: job.total,
  types: job.types === null ? null : [...job.types],
  until: job.until,
  webhook_endpoint: job.endpointId,
});
