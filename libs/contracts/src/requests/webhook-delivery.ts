// How an endpoint wants its deliveries: `delivery[ordering]=fifo` and the like.
import { invalidRequest } from '../errors.js';
import {
  deliveryOrderings,
  poisonPolicies,
  webhookSecretTypes,
  type DeliveryOrdering,
  type DeliverySettingsChanges,
  type PoisonPolicy,
  type WebhookSecretType,
} from '../queries/webhooks.js';
import { Integer, OneOf } from './parameters.js';
import { accepted, declare, isUnset, refused, type Parsed, type Reader } from './parse-params.js';
import { readTextList } from './readers.js';
import type { SchemaOf } from './request-schema.js';

const maxRetries = 20;
const maxRetryDelayS = 48 * 60 * 60;
const maxRatePerSecond = 10_000;
const timeoutMs = { min: 1_000, max: 30_000 };

/** Seconds, as numbers; empty text clears the endpoint's own schedule: it reads as null. */
const readRetryDelays: Reader = (raw, path) => {
  if (isUnset(raw)) return accepted(null);
  const read = readTextList(raw, path) as Parsed<string[]>;
  if (!read.ok) return read;
  const delays = read.value.map((text) => (/^\d{1,9}$/.test(text) ? Number(text) : NaN));
  return delays.length <= maxRetries && delays.every((s) => s >= 1 && s <= maxRetryDelayS)
    ? accepted(delays)
    : refused(
        invalidRequest(
          `Invalid array: up to ${maxRetries} pauses of 1 to ${maxRetryDelayS} seconds`,
          { param: path },
        ),
      );
};

const retryDelaysSchema: SchemaOf = () => ({
  type: 'array',
  maxItems: maxRetries,
  items: { type: 'integer', minimum: 1, maximum: maxRetryDelayS },
  description: 'Seconds before each further attempt.',
});

const maxHeaders = 20;
const maxHeaderNameLength = 64;
const maxHeaderValueLength = 1_000;

/**
 * Names in lower case with their values; empty text removes one; null instead of them: all. Which
 * headers may be set is for the dispatcher to say.
 */
const readCustomHeaders: Reader = (raw, path) => {
  if (isUnset(raw)) return accepted(null);
  const entries =
    typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? Object.entries(raw) : [];
  const readable = ([name, value]: [string, unknown]) =>
    name.length <= maxHeaderNameLength &&
    (value === null || (typeof value === 'string' && value.length <= maxHeaderValueLength));
  if (entries.length === 0 || entries.length > maxHeaders || !entries.every(readable))
    return refused(
      invalidRequest(
        `Invalid object: up to ${maxHeaders} header names with texts of up to ` +
          `${maxHeaderValueLength} characters`,
        { param: path },
      ),
    );
  return accepted(
    Object.fromEntries(
      entries.map(([name, value]) => [name.toLowerCase(), (value ?? '') as string]),
    ),
  );
};

const customHeadersSchema: SchemaOf = () => ({
  type: 'object',
  maxProperties: maxHeaders,
  propertyNames: { maxLength: maxHeaderNameLength },
  additionalProperties: { type: 'string', maxLength: maxHeaderValueLength },
  description: 'Sent with each delivery. Empty text removes one.',
});

const readBy =
  (read: Reader, schema: SchemaOf): PropertyDecorator =>
  (prototype, name) =>
    declare(prototype, String(name), { read, schema, required: false, clearable: true });

/** Empty text sets a parameter back to what the installation has. */
export class DeliveryParams {
  @OneOf(deliveryOrderings) ordering?: DeliveryOrdering;
  @OneOf(poisonPolicies) poison?: PoisonPolicy;
  @Integer({ min: 1, max: maxRatePerSecond, clearable: true }) rate_per_second?: number | null;
  @Integer({ ...timeoutMs, clearable: true }) timeout_ms?: number | null;
  @readBy(readRetryDelays, retryDelaysSchema) retry_delays?: number[] | null;
  @readBy(readCustomHeaders, customHeadersSchema) custom_headers?: Record<string, string> | null;
}

/** Later on another type comes with another secret: that is for `roll_secret`. */
export class NewDeliveryParams extends DeliveryParams {
  @OneOf(webhookSecretTypes) secret_type?: WebhookSecretType;
}

/** What these parameters change, in the words of the dispatcher. */
export const deliverySettingsOf = (params: DeliveryParams): DeliverySettingsChanges => ({
  ...(params.ordering !== undefined && { ordering: params.ordering }),
  ...(params.poison !== undefined && { poison: params.poison }),
  ...(params.rate_per_second !== undefined && { ratePerSecond: params.rate_per_second }),
  ...(params.timeout_ms !== undefined && { timeoutMs: params.timeout_ms }),
  ...(params.retry_delays !== undefined && { retryDelaysS: params.retry_delays }),
  ...(params.custom_headers !== undefined && { customHeaders: params.custom_headers }),
});
