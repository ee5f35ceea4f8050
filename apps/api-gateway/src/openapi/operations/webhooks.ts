import {
  CreateWebhookEndpointParams,
  ExpandParams,
  ListEventsParams,
  ListParams,
  ListWebhookDeliveriesParams,
  RedeliverEventsParams,
  ResendEventParams,
  RollWebhookSecretParams,
  TestWebhookEndpointParams,
  UpdateWebhookEndpointParams,
} from '@ledgerway/contracts';
import { operation, type Operation } from '../operation.js';

export const webhookOperations: Readonly<Record<string, Operation>> = {
  'GET /v1/events': operation('List events', ListEventsParams, 'list of event'),
  'GET /v1/events/{id}': operation('Retrieve an event', ExpandParams, 'event'),
  'POST /v1/webhook_endpoints': operation(
    'Create a webhook endpoint',
    CreateWebhookEndpointParams,
    'webhook_endpoint',
  ),
  'GET /v1/webhook_endpoints': operation(
    'List webhook endpoints',
    ListParams,
    'list of webhook_endpoint',
  ),
  'GET /v1/webhook_endpoints/{id}': operation(
    'Retrieve a webhook endpoint',
    ExpandParams,
    'webhook_endpoint',
  ),
  'POST /v1/webhook_endpoints/{id}': operation(
    'Update a webhook endpoint',
    UpdateWebhookEndpointParams,
    'webhook_endpoint',
  ),
  'DELETE /v1/webhook_endpoints/{id}': operation(
    'Delete a webhook endpoint',
    undefined,
    'deleted_webhook_endpoint',
  ),
  'POST /v1/webhook_endpoints/{id}/roll_secret': operation(
    'Give an endpoint another secret',
    RollWebhookSecretParams,
    'webhook_endpoint',
  ),
  'POST /v1/webhook_endpoints/{id}/test': operation(
    'Send a made-up event to an endpoint',
    TestWebhookEndpointParams,
    'webhook_delivery',
  ),
  'POST /v1/webhook_endpoints/{id}/recover': operation(
    'Deliver again what an endpoint has missed',
    RedeliverEventsParams,
    'webhook_job',
  ),
  'POST /v1/webhook_endpoints/{id}/replay': operation(
    'Deliver everything to an endpoint again',
    RedeliverEventsParams,
    'webhook_job',
  ),
  'GET /v1/webhook_jobs/{id}': operation(
    'Retrieve a job that delivers again',
    ExpandParams,
    'webhook_job',
  ),
  'POST /v1/webhook_jobs/{id}/cancel': operation(
    'Stop a job that delivers again',
    ExpandParams,
    'webhook_job',
  ),
  'POST /v1/events/{id}/resend': operation(
    'Deliver an event again',
    ResendEventParams,
    'list of webhook_delivery',
  ),
  'GET /v1/events/{id}/deliveries': operation(
    'List the deliveries of an event',
    ListWebhookDeliveriesParams,
    'list of webhook_delivery',
  ),
  'GET /v1/webhook_endpoints/{id}/deliveries': operation(
    'List the deliveries to an endpoint',
    ListWebhookDeliveriesParams,
    'list of webhook_delivery',
  ),
  'GET /v1/webhook_deliveries/{id}': operation(
    'Retrieve a delivery with its attempts',
    ExpandParams,
    'webhook_delivery',
  ),
  'POST /v1/webhook_deliveries/{id}/cancel': operation(
    'Give up a delivery that waits',
    ExpandParams,
    'webhook_delivery',
  ),
};
