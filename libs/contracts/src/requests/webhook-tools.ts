// Parameters of what developers do with endpoints and deliveries.
import { Matches } from 'class-validator';
import { invalidRequest, type ApiError } from '../errors.js';
import { webhookDeliveryStatuses, type WebhookDeliveryStatus } from '../queries/webhook-history.js';
import { webhookSecretTypes, type WebhookSecretType } from '../queries/webhooks.js';
import { CreatedListParams, ExpandParams } from './lists.js';
import { Flag, Id, Integer, OneOf, Text, TextList } from './parameters.js';

const maxOverlapSeconds = 7 * 24 * 60 * 60;
const maxTypes = 20;
/** A type, or `charge.*` for all that begin with `charge.`. */
const typePattern = /^[a-z0-9_]+(?:\.[a-z0-9_]+)*(?:\.\*)?$/;

export class RollWebhookSecretParams extends ExpandParams {
  /** For how many seconds the old secret still signs, beside the new one. */
  @Integer({ min: 0, max: maxOverlapSeconds }) expires_in?: number;
  /** Of the new secret; that of the old one unless told. */
  @OneOf(webhookSecretTypes) secret_type?: WebhookSecretType;
}

export class TestWebhookEndpointParams extends ExpandParams {
  @Text({ max: 100 }) type?: string;
}

export class ResendEventParams extends ExpandParams {
  /** Without it, all endpoints that are subscribed to the event get it. */
  @Id() webhook_endpoint?: string;
}

/** Which events are delivered again. Times are unix seconds, and both belong to the range. */
export class RedeliverEventsParams extends ExpandParams {
  @Integer({ required: true, min: 0 }) since!: number;
  @Integer({ min: 0 }) until?: number;
  @Matches(typePattern, { each: true, message: 'Invalid event type' })
  @TextList({ max: maxTypes })
  types?: string[];
  @Flag() dry_run?: boolean;

  static refuse({ since, until }: RedeliverEventsParams): ApiError | undefined {
    if (until === undefined || until >= since) return undefined;
    return invalidRequest('Invalid range: it ends before it begins.', { param: 'until' });
  }
}

export class ListWebhookDeliveriesParams extends CreatedListParams {
  @OneOf(webhookDeliveryStatuses) status?: WebhookDeliveryStatus;
}
