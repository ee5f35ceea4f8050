import type { EndpointHealthJson, WebhookEndpointJson } from '../queries/webhooks.js';

/** What stands in place of a header's value, which may be a secret. */
const hidden = '[hidden]';

/**
 * The `webhook_endpoint` object; its secret only in the answer that made it. All that is not in the
 * ecosystem's contract is in `delivery`.
 */
export const renderWebhookEndpoint = (endpoint: WebhookEndpointJson) => ({
  id: endpoint.id,
  object: 'webhook_endpoint' as const,
  api_version: endpoint.apiVersion,
  application: null,
  created: endpoint.created,
  delivery: renderDelivery(endpoint),
  description: endpoint.description,
  enabled_events: [...endpoint.enabledEvents],
  livemode: endpoint.livemode,
  metadata: endpoint.metadata,
  ...(endpoint.secret !== undefined && { secret: endpoint.secret }),
  status: endpoint.status,
  url: endpoint.url,
});

const renderDelivery = ({ delivery, health, publicKey, secretType }: WebhookEndpointJson) => ({
  custom_headers: Object.fromEntries(delivery.customHeaders.map((name) => [name, hidden])),
  ...(health !== undefined && { health: renderHealth(health) }),
  ordering: delivery.ordering,
  poison: delivery.poison,
  public_key: publicKey,
  rate_per_second: delivery.ratePerSecond,
  retry_delays: delivery.retryDelaysS === null ? null : [...delivery.retryDelaysS],
  secret_type: secretType,
  timeout_ms: delivery.timeoutMs,
});

const renderHealth = (health: EndpointHealthJson) => ({
  breaker: health.breaker,
  disabled_reason: health.disabledReason,
  failures: health.failures,
  first_failure_at: health.firstFailureAt,
  last_success_at: health.lastSuccessAt,
  missed: health.missed,
  next_attempt_at: health.nextAttemptAt,
  paused_until: health.pausedUntil,
  pending: health.pending,
});
