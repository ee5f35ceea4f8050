import type { Listed, Page, Positions, Tenant, TimeRange } from './page.js';
import type {
  WebhookAttemptJson,
  WebhookDeliveryJson,
  WebhookDeliveryStatus,
  WebhookJobJson,
  WebhookJobKind,
} from './webhook-history.js';

/** In which order deliveries reach an endpoint. */
export const deliveryOrderings = ['none', 'per_object', 'fifo'] as const;
export type DeliveryOrdering = (typeof deliveryOrderings)[number];

/** What an ordered endpoint does with a delivery that was given up: go on, or wait. */
export const poisonPolicies = ['skip', 'block'] as const;
export type PoisonPolicy = (typeof poisonPolicies)[number];

/** What deliveries are signed with: a secret that the receiver shares, or a key of ours alone. */
export const webhookSecretTypes = ['hmac', 'ed25519'] as const;
export type WebhookSecretType = (typeof webhookSecretTypes)[number];

/** How an endpoint wants its deliveries. What is null is as the installation has it. */
export type DeliverySettings = {
  readonly ordering: DeliveryOrdering;
  readonly poison: PoisonPolicy;
  readonly ratePerSecond: number | null;
  readonly timeoutMs: number | null;
  /** The pauses before each further attempt. */
  readonly retryDelaysS: readonly number[] | null;
  /** The names only: the values may be secrets. */
  readonly customHeaders: readonly string[];
};

/** Only what is given is changed. Custom headers by name: empty text removes one, null all. */
export type DeliverySettingsChanges = {
  readonly ordering?: DeliveryOrdering;
  readonly poison?: PoisonPolicy;
  readonly ratePerSecond?: number | null;
  readonly timeoutMs?: number | null;
  readonly retryDelaysS?: readonly number[] | null;
  readonly customHeaders?: Readonly<Record<string, string>> | null;
};

/** How an endpoint fares. Times are unix seconds. */
export type EndpointHealthJson = {
  readonly failures: number;
  readonly firstFailureAt: number | null;
  readonly lastSuccessAt: number | null;
  /** `open`: it is left alone. `half_open`: what is tried next shows how it is. */
  readonly breaker: 'closed' | 'open' | 'half_open';
  /** Nothing is sent before this. */
  readonly pausedUntil: number | null;
  readonly disabledReason: string | null;
  /** Deliveries that wait, up to `maxCounted`. */
  readonly pending: number;
  readonly nextAttemptAt: number | null;
  /** Events that were given up or skipped, and have not been delivered since; up to `maxCounted`. */
  readonly missed: number;
};

/** An endpoint as its owner sees it; `secret` only in the answer that made it, and never a key. */
export type WebhookEndpointJson = {
  readonly id: string;
  readonly url: string;
  readonly enabledEvents: readonly string[];
  readonly apiVersion: string | null;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly status: 'enabled' | 'disabled';
  readonly livemode: boolean;
  /** Unix seconds. */
  readonly created: number;
  readonly delivery: DeliverySettings;
  readonly secretType: WebhookSecretType;
  /** `whpk_` and base64, for endpoints whose newest secret is an Ed25519 key. */
  readonly publicKey: string | null;
  readonly health?: EndpointHealthJson;
  readonly secret?: string;
};

/** A refusal of the endpoint's owner: the gateway answers 400 with this parameter and message. */
export type EndpointRefusal = {
  readonly refused: { param: string | null; code: string | null; message: string };
};

/** A public event exactly as stored: `body` is the JSON text of the whole event object. */
export type PublicEventJson = {
  readonly id: string;
  readonly body: string;
  readonly pendingWebhooks: number;
};

/** Message patterns that `webhook-dispatcher` answers. */
export type WebhookQueries = {
  'webhooks.endpoint.create': {
    ask: Tenant & {
      /** Ids and secrets derive from this key, so that a repeated call makes one endpoint. */
      operationKey: string;
      url: string;
      enabledEvents: readonly string[];
      apiVersion: string | null;
      description: string | null;
      metadata: Readonly<Record<string, string>>;
      delivery?: DeliverySettingsChanges;
      /** `hmac` unless told. */
      secretType?: WebhookSecretType;
    };
    answer: WebhookEndpointJson | EndpointRefusal;
  };
  'webhooks.endpoint.update': {
    ask: Tenant & {
      id: string;
      url?: string;
      enabledEvents?: readonly string[];
      description?: string | null;
      metadata?: Readonly<Record<string, string>>;
      disabled?: boolean;
      delivery?: DeliverySettingsChanges;
    };
    answer: WebhookEndpointJson | EndpointRefusal | null;
  };
  /**
   * The new secret derives from `operationKey`, and is of the old one's type unless told; the old
   * ones, of whichever type, end after `overlapS` seconds.
   */
  'webhooks.endpoint.roll_secret': {
    ask: Tenant & {
      id: string;
      operationKey: string;
      overlapS: number;
      secretType?: WebhookSecretType;
    };
    answer: WebhookEndpointJson | EndpointRefusal | null;
  };
  /** Sends a made-up event of this type to the endpoint; once for each `operationKey`. */
  'webhooks.endpoint.test': {
    ask: Tenant & { id: string; operationKey: string; type: string };
    answer: WebhookDeliveryJson | EndpointRefusal | null;
  };
  'webhooks.endpoint.delete': { ask: Tenant & { id: string }; answer: boolean };
  'webhooks.endpoint': {
    ask: Tenant & { id: string; health?: boolean };
    answer: WebhookEndpointJson | null;
  };
  'webhooks.endpoints': { ask: Tenant & { page: Page }; answer: Listed<WebhookEndpointJson> };
  'webhooks.event': {
    ask: Tenant & { id: string; after: Positions };
    answer: PublicEventJson | null;
  };
  'webhooks.events': {
    ask: Tenant & {
      page: Page;
      types?: readonly string[];
      after: Positions;
      deliverySuccess?: boolean;
    };
    answer: Listed<PublicEventJson>;
  };
  /** Delivers an event again: to one endpoint, or to all that are subscribed to it now. */
  'webhooks.event.resend': {
    ask: Tenant & { id: string; endpointId?: string };
    answer: readonly WebhookDeliveryJson[] | EndpointRefusal | null;
  };
  /** Of one endpoint or of one event; null if there is none of this id. */
  'webhooks.deliveries': {
    ask: Tenant & {
      of: { readonly endpointId: string } | { readonly eventId: string };
      page: Page;
      status?: WebhookDeliveryStatus;
    };
    answer: Listed<WebhookDeliveryJson> | null;
  };
  'webhooks.delivery': {
    ask: Tenant & { id: string };
    answer: (WebhookDeliveryJson & { readonly log: readonly WebhookAttemptJson[] }) | null;
  };
  /** Gives it up; one that has ended stays as it is. Refused while it is under way. */
  'webhooks.delivery.cancel': {
    ask: Tenant & { id: string };
    answer: WebhookDeliveryJson | EndpointRefusal | null;
  };
  /** Once for each `operationKey`. A dry run only counts, and makes no job. */
  'webhooks.job.create': {
    ask: Tenant & {
      endpointId: string;
      operationKey: string;
      kind: WebhookJobKind;
      range: Pick<Required<TimeRange>, 'gte'> & { lte?: number };
      types?: readonly string[];
      dryRun: boolean;
    };
    answer: WebhookJobJson | EndpointRefusal | null;
  };
  'webhooks.job': { ask: Tenant & { id: string }; answer: WebhookJobJson | null };
  /** What it has made and nobody has sent yet is given up, too. */
  'webhooks.job.cancel': { ask: Tenant & { id: string }; answer: WebhookJobJson | null };
  /** Test mode of one account: its time is `offsetMs` ahead of ours from now on. */
  'webhooks.set_clock': { ask: { merchantId: string; offsetMs: number }; answer: null };
};
