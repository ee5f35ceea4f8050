// Webhook endpoints belong to the dispatcher; this is how requests for them are put to it.
import {
  deliverySettingsOf,
  renderWebhookEndpoint,
  type CreateWebhookEndpointParams,
  type RollWebhookSecretParams,
  type Tenant,
  type UpdateWebhookEndpointParams,
  type WebhookEndpointJson,
} from '@ledgerway/contracts';
import { ok, type Answer } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import type { WebhooksClient } from '../queries/query-client.js';
import { missingEndpoint, unlessRefused } from './webhook-refusals.js';

/** How long an old secret signs beside the new one unless it is said. */
const defaultOverlapS = 24 * 60 * 60;

export class WebhookEndpoints {
  constructor(private readonly webhooks: WebhooksClient) {}

  /** The one answer that holds the endpoint's secret, if that is one to share. */
  async create(
    tenant: Tenant,
    operation: Operation,
    params: CreateWebhookEndpointParams,
    requestVersion: string,
  ): Promise<Answer> {
    const secretType = params.delivery?.secret_type;
    const made = await this.webhooks.ask('webhooks.endpoint.create', {
      ...tenant,
      operationKey: operation.commandId(),
      url: params.url,
      enabledEvents: params.enabled_events,
      apiVersion: params.api_version ?? requestVersion,
      description: params.description ?? null,
      metadata: params.metadata ?? {},
      ...(params.delivery !== undefined && { delivery: deliverySettingsOf(params.delivery) }),
      ...(secretType !== undefined && { secretType }),
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
      ...(params.delivery !== undefined && { delivery: deliverySettingsOf(params.delivery) }),
    });
    if (updated === null) throw missingEndpoint(id);
    return ok(renderWebhookEndpoint(unlessRefused(updated)));
  }

  /** The answer holds the new secret, or its public half. */
  async rollSecret(
    tenant: Tenant,
    id: string,
    operation: Operation,
    { expires_in: overlapS = defaultOverlapS, secret_type: secretType }: RollWebhookSecretParams,
  ): Promise<Answer> {
    const rolled = await this.webhooks.ask('webhooks.endpoint.roll_secret', {
      ...{ ...tenant, id, overlapS },
      operationKey: operation.commandId(),
      ...(secretType !== undefined && { secretType }),
    });
    if (rolled === null) throw missingEndpoint(id);
    return ok(renderWebhookEndpoint(unlessRefused(rolled)));
  }

  /** @param health whether to ask how it fares, too */
  async find(tenant: Tenant, id: string, health = false): Promise<WebhookEndpointJson> {
    const endpoint = await this.webhooks.ask('webhooks.endpoint', { ...tenant, id, health });
    if (endpoint === null) throw missingEndpoint(id);
    return endpoint;
  }

  async remove(tenant: Tenant, id: string): Promise<Answer> {
    if (!(await this.webhooks.ask('webhooks.endpoint.delete', { ...tenant, id })))
      throw missingEndpoint(id);
    return ok({ id, object: 'webhook_endpoint', deleted: true });
  }
}

type Metadata = Readonly<Record<string, string>>;

/** Empty text removes a key; null instead of changes removes them all. */
function merged(current: Metadata, changes: Metadata | null): Metadata {
  const entries = changes === null ? [] : Object.entries({ ...current, ...changes });
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}
