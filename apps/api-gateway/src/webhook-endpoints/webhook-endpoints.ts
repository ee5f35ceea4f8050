// Webhook endpoints belong to the dispatcher; this is how requests for them are put to it.
import {
  invalidRequest,
  renderWebhookEndpoint,
  resourceMissing,
  type ApiErrorCode,
  type CreateWebhookEndpointParams,
  type EndpointRefusal,
  type Tenant,
  type UpdateWebhookEndpointParams,
  type WebhookEndpointJson,
} from '@ledgerway/contracts';
import { ApiException, ok, type Answer } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import type { WebhooksClient } from '../queries/query-client.js';

export class WebhookEndpoints {
  constructor(private readonly webhooks: WebhooksClient) {}

  /** The one answer that holds the endpoint's secret. */
  async create(
    tenant: Tenant,
    operation: Operation,
    params: CreateWebhookEndpointParams,
    requestVersion: string,
  ): Promise<Answer> {
    const made = await this.webhooks.ask('webhooks.endpoint.create', {
      ...tenant,
      operationKey: operation.commandId(),
      url: params.url,
      enabledEvents: params.enabled_events,
      apiVersion: params.api_version ?? requestVersion,
      description: params.description ?? null,
      metadata: params.metadata ?? {},
    });
    return ok(renderWebhookEndpoint(unlessRefused(made)));
  }

  async update(tenant: Tenant, id: string, params: UpdateWebhookEndpointParams): Promise<Answer> {
    const { metadata } = params;
    const updated = await this.webhooks.ask('webhooks.endpoint.update', {
      ...tenant,
      id,
      ...(params.url !== undefined && { url: params.url }),
      ...(params.enabled_events !== undefined && { enabledEvents: params.enabled_events }),
      ...(params.description !== undefined && { description: params.description }),
      ...(metadata !== undefined && {
        metadata: merged((await this.find(tenant, id)).metadata, metadata),
      }),
      ...(params.disabled !== undefined && { disabled: params.disabled }),
    });
    if (updated === null) throw missing(id);
    return ok(renderWebhookEndpoint(unlessRefused(updated)));
  }

  async find(tenant: Tenant, id: string): Promise<WebhookEndpointJson> {
    const endpoint = await this.webhooks.ask('webhooks.endpoint', { ...tenant, id });
    if (endpoint === null) throw missing(id);
    return endpoint;
  }

  async remove(tenant: Tenant, id: string): Promise<Answer> {
    if (!(await this.webhooks.ask('webhooks.endpoint.delete', { ...tenant, id })))
      throw missing(id);
    return ok({ id, object: 'webhook_endpoint', deleted: true });
  }
}

type Metadata = Readonly<Record<string, string>>;

/** Empty text removes a key; null instead of changes removes them all. */
function merged(current: Metadata, changes: Metadata | null): Metadata {
  const entries = changes === null ? [] : Object.entries({ ...current, ...changes });
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

function unlessRefused(answer: WebhookEndpointJson | EndpointRefusal): WebhookEndpointJson {
  if (!('refused' in answer)) return answer;
  const { message, code, param } = answer.refused;
  throw new ApiException(invalidRequest(message, { code: code as ApiErrorCode, param }));
}

const missing = (id: string) => new ApiException(resourceMissing('webhook endpoint', id));
