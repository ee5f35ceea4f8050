import type { Listed, Page, Positions, Tenant } from './page.js';

/** An endpoint as its owner sees it; `secret` only in the answer that made it. */
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
  readonly secret?: string;
};

/** A refusal of the endpoint's owner: the gateway answers 400 with this parameter and message. */
export type EndpointRefusal = {
  readonly refused: { param: string; code: string; message: string };
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
    };
    answer: WebhookEndpointJson | EndpointRefusal | null;
  };
  'webhooks.endpoint.delete': { ask: Tenant & { id: string }; answer: boolean };
  'webhooks.endpoint': { ask: Tenant & { id: string }; answer: WebhookEndpointJson | null };
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
  /** Test mode of one account: its time is `offsetMs` ahead of ours from now on. */
  'webhooks.set_clock': { ask: { merchantId: string; offsetMs: number }; answer: null };
};
