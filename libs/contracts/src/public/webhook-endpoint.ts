import type { WebhookEndpointJson } from '../queries/webhooks.js';

/** The `webhook_endpoint` object; its secret only in the answer that made it. */
export const renderWebhookEndpoint = (endpoint: WebhookEndpointJson) => ({
  id: endpoint.id,
  object: 'webhook_endpoint' as const,
  api_version: endpoint.apiVersion,
  application: null,
  created: endpoint.created,
  description: endpoint.description,
  enabled_events: [...endpoint.enabledEvents],
  livemode: endpoint.livemode,
  metadata: endpoint.metadata,
  ...(endpoint.secret !== undefined && { secret: endpoint.secret }),
  status: endpoint.status,
  url: endpoint.url,
});
