// Delivering again, and trying endpoints out, as requests ask for it.
import {
  renderList,
  renderWebhookDelivery,
  renderWebhookJob,
  resourceMissing,
  type RedeliverEventsParams,
  type ResendEventParams,
  type Tenant,
  type TestWebhookEndpointParams,
  testEventType,
  type WebhookJobJson,
  type WebhookJobKind,
} from '@ledgerway/contracts';
import { ApiException, ok, type Answer } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import type { WebhooksClient } from '../queries/query-client.js';
import { missingEndpoint, unlessRefused } from './webhook-refusals.js';

export class Redeliveries {
  constructor(private readonly webhooks: WebhooksClient) {}

  /** Answers with the new deliveries, one for each endpoint. */
  async resend(tenant: Tenant, id: string, params: ResendEventParams): Promise<Answer> {
    const made = await this.webhooks.ask('webhooks.event.resend', {
      ...{ ...tenant, id },
      ...(params.webhook_endpoint !== undefined && { endpointId: params.webhook_endpoint }),
    });
    if (made === null) throw new ApiException(resourceMissing('event', id));
    const data = unlessRefused(made).map(renderWebhookDelivery);
    return ok(renderList(`/v1/events/${id}/deliveries`, data, false));
  }

  async test(
    tenant: Tenant,
    id: string,
    operation: Operation,
    { type = testEventType }: TestWebhookEndpointParams,
  ): Promise<Answer> {
    const operationKey = operation.commandId();
    const asked = { ...tenant, id, type, operationKey };
    const made = await this.webhooks.ask('webhooks.endpoint.test', asked);
    if (made === null) throw missingEndpoint(id);
    return ok(renderWebhookDelivery(unlessRefused(made)));
  }

  async startJob(
    tenant: Tenant,
    job: { readonly kind: WebhookJobKind; readonly endpointId: string },
    operation: Operation,
    params: RedeliverEventsParams,
  ): Promise<Answer> {
    const { since, until, types = [], dry_run: dryRun = false } = params;
    const made = await this.webhooks.ask('webhooks.job.create', {
      ...{ ...tenant, ...job, dryRun },
      operationKey: operation.commandId(),
      range: { gte: since, ...(until !== undefined && { lte: until }) },
      ...(types.length > 0 && { types }),
    });
    if (made === null) throw missingEndpoint(job.endpointId);
    return ok(renderWebhookJob(unlessRefused(made)));
  }

  job(tenant: Tenant, id: string): Promise<Answer> {
    return this.jobOf(id, this.webhooks.ask('webhooks.job', { ...tenant, id }));
  }

  /** A job that has ended stays as it is. */
  cancelJob(tenant: Tenant, id: string): Promise<Answer> {
    return this.jobOf(id, this.webhooks.ask('webhooks.job.cancel', { ...tenant, id }));
  }

  private async jobOf(id: string, asked: Promise<WebhookJobJson | null>): Promise<Answer> {
    const job = await asked;
    if (job === null) throw new ApiException(resourceMissing('webhook job', id));
    return ok(renderWebhookJob(job));
  }
}
