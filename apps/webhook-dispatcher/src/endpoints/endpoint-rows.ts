import type {
  DeliveryOrdering,
  PoisonPolicy,
  WebhookEndpointJson,
  WebhookSecretType,
} from '@ledgerway/contracts';

/** A row of `endpoint`, as pg hands it over. */
export type EndpointRow = {
  readonly endpoint_id: string;
  readonly seq: string;
  readonly url: string;
  readonly enabled_events: string[];
  readonly api_version: string | null;
  readonly description: string | null;
  readonly metadata: Record<string, string>;
  readonly status: 'enabled' | 'disabled';
  readonly livemode: boolean;
  readonly created: string;
  readonly ordering: DeliveryOrdering;
  readonly poison: PoisonPolicy;
  readonly rate_per_s: number | null;
  readonly timeout_ms: number | null;
  readonly retry_delays_s: number[] | null;
  readonly custom_header_names: string[];
  readonly secret_type: WebhookSecretType;
  readonly public_key: string | null;
};

export const endpointJson = (row: EndpointRow): WebhookEndpointJson => ({
  id: row.endpoint_id,
  url: row.url,
  enabledEvents: row.enabled_events,
  apiVersion: row.api_version,
  description: row.description,
  metadata: row.metadata,
  status: row.status,
  livemode: row.livemode,
  created: Number(row.created),
  delivery: {
    ordering: row.ordering,
    poison: row.poison,
    ratePerSecond: row.rate_per_s,
    timeoutMs: row.timeout_ms,
    retryDelaysS: row.retry_delays_s,
    customHeaders: row.custom_header_names,
  },
  secretType: row.secret_type,
  publicKey: row.public_key,
});
