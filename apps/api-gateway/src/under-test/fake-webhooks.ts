// The dispatcher as the gateway's questions see it.
import type {
  DeliverySettings,
  DeliverySettingsChanges,
  EndpointHealthJson,
  WebhookAttemptJson,
  WebhookDeliveryJson,
  WebhookEndpointJson,
  WebhookQueries,
  WebhookSecretType,
} from '@ledgerway/contracts';
import { pageFrom } from '../edge/lists.js';
import type { Ask, Handlers } from './fake-queries.js';

const settingsOf = (
  changes: DeliverySettingsChanges = {},
  current: DeliverySettings = {
    ...{ ordering: 'none', poison: 'skip', ratePerSecond: null, timeoutMs: null },
    ...{ retryDelaysS: null, customHeaders: [] },
  },
): DeliverySettings => {
  const { customHeaders = {}, ...rest } = changes;
  return { ...current, ...rest, customHeaders: Object.keys(customHeaders ?? {}) };
};

const keyOf = (secretType: WebhookSecretType = 'hmac') => ({
  secretType,
  publicKey: secretType === 'hmac' ? null : 'whpk_of_the_endpoint',
});

const healthy: EndpointHealthJson = {
  ...{ failures: 0, firstFailureAt: null, lastSuccessAt: 1 },
  ...{ breaker: 'closed', pausedUntil: null },
  ...{ disabledReason: null, pending: 0, nextAttemptAt: null, missed: 2 },
};

const deliveryTo = (endpointId: string): WebhookDeliveryJson => ({
  ...{ id: 'whd_1', eventId: 'evt_1', eventType: 'charge.succeeded', endpointId, livemode: false },
  ...{
    status: 'pending',
    trigger: 'resend',
    attempts: 1,
    lastStatus: null,
    held: null,
    sequence: 7,
  },
  ...{ created: 1, nextAttemptAt: 2, finishedAt: null },
});

const attempt: WebhookAttemptJson = {
  ...{ n: 1, startedAt: 1, durationMs: 12, dnsMs: 1, connectMs: 2, tlsMs: null, firstByteMs: 9 },
  ...{
    remoteIp: '127.0.0.1',
    status: 500,
    error: 'http_5xx',
    requestHeaders: { 'webhook-id': 'evt_1' },
  },
  ...{ responseHeaders: { server: 'x' }, responseBody: 'no' },
};

const job = {
  ...{ id: 'wj_1', kind: 'recover', endpointId: 'we_1', livemode: false, since: 1, until: 9 },
  ...{ types: null, done: 1, total: 3, created: 1 },
};

export class FakeWebhooks {
  readonly endpoints = new Map<string, WebhookEndpointJson>();
  /** What was asked of deliveries and jobs. */
  readonly asked: object[] = [];

  readonly handlers: Handlers = {
    'webhooks.endpoint.create': (ask: Ask<WebhookQueries, 'webhooks.endpoint.create'>) => {
      const refused = { param: 'url', code: 'url_invalid', message: 'Not there, please.' };
      if (ask.url.includes('169.254')) return { refused };
      const { operationKey, merchantId: _merchant, ...rest } = ask;
      const id = `we_${operationKey}`;
      const endpoint = {
        ...rest,
        id,
        delivery: settingsOf(ask.delivery),
        status: 'enabled' as const,
        created: 1,
        ...keyOf(ask.secretType),
      };
      this.endpoints.set(id, endpoint);
      return endpoint.secretType === 'hmac'
        ? { ...endpoint, secret: 'whsec_of_the_endpoint' }
        : endpoint;
    },
    'webhooks.endpoint.update': (ask: Ask<WebhookQueries, 'webhooks.endpoint.update'>) => {
      const { id, disabled, delivery, merchantId: _merchant, ...changes } = ask;
      const endpoint = this.endpoints.get(id);
      if (endpoint === undefined) return null;
      const status = disabled === true ? ('disabled' as const) : endpoint.status;
      const settings = settingsOf(delivery, endpoint.delivery);
      this.endpoints.set(id, { ...endpoint, ...changes, delivery: settings, status });
      return this.endpoints.get(id);
    },
    'webhooks.endpoint.roll_secret': (
      ask: Ask<WebhookQueries, 'webhooks.endpoint.roll_secret'>,
    ) => {
      this.asked.push(ask);
      const endpoint = this.endpoints.get(ask.id);
      if (endpoint === undefined) return null;
      if (ask.secretType === 'ed25519') return { ...endpoint, ...keyOf(ask.secretType) };
      return { ...endpoint, secret: `whsec_${ask.operationKey}` };
    },
    'webhooks.endpoint.test': (ask: Ask<WebhookQueries, 'webhooks.endpoint.test'>) => {
      this.asked.push(ask);
      if (!this.endpoints.has(ask.id)) return null;
      return { ...deliveryTo(ask.id), eventType: ask.type, trigger: 'test' };
    },
    'webhooks.event.resend': (ask: Ask<WebhookQueries, 'webhooks.event.resend'>) => {
      this.asked.push(ask);
      if (ask.id !== 'evt_1') return null;
      const message = `No such webhook endpoint: '${ask.endpointId}'`;
      if (ask.endpointId !== undefined && !this.endpoints.has(ask.endpointId))
        return { refused: { param: 'webhook_endpoint', code: 'resource_missing', message } };
      return [deliveryTo(ask.endpointId ?? 'we_1')];
    },
    'webhooks.deliveries': (ask: Ask<WebhookQueries, 'webhooks.deliveries'>) => {
      this.asked.push(ask);
      if ('endpointId' in ask.of)
        return this.endpoints.has(ask.of.endpointId)
          ? pageFrom([deliveryTo(ask.of.endpointId)], ask.page)
          : null;
      return ask.of.eventId === 'evt_1' ? pageFrom([deliveryTo('we_1')], ask.page) : null;
    },
    'webhooks.delivery': ({ id }: { id: string }) =>
      id === 'whd_1' ? { ...deliveryTo('we_1'), log: [attempt] } : null,
    'webhooks.delivery.cancel': ({ id }: { id: string }) => {
      const message = 'This delivery is under way at this moment.';
      if (id === 'whd_7') return { refused: { param: null, code: 'lock_timeout', message } };
      return id === 'whd_1' ? { ...deliveryTo('we_1'), status: 'cancelled', finishedAt: 3 } : null;
    },
    'webhooks.job.create': (ask: Ask<WebhookQueries, 'webhooks.job.create'>) => {
      this.asked.push(ask);
      if (!this.endpoints.has(ask.endpointId)) return null;
      const { kind, range, types = null, endpointId, dryRun } = ask;
      const job = { kind, endpointId, types, since: range.gte, until: range.lte ?? 9, total: 3 };
      const state = dryRun ? 'dry_run' : 'running';
      return { ...job, id: dryRun ? null : 'wj_1', livemode: false, state, done: 0, created: 1 };
    },
    'webhooks.job': ({ id }: { id: string }) =>
      id === 'wj_1' ? { ...job, state: 'running' } : null,
    'webhooks.job.cancel': ({ id }: { id: string }) =>
      id === 'wj_1' ? { ...job, state: 'canceled' } : null,
    'webhooks.endpoint.delete': ({ id }: { id: string }) => this.endpoints.delete(id),
    'webhooks.endpoint': ({ id, health }: { id: string; health?: boolean }) => {
      const endpoint = this.endpoints.get(id);
      if (endpoint === undefined) return null;
      return health === true ? { ...endpoint, health: healthy } : endpoint;
    },
    'webhooks.endpoints': () => ({ data: [...this.endpoints.values()], hasMore: false }),
    'webhooks.event': ({ id }: { id: string }) =>
      id === 'evt_1'
        ? { id, body: '{"id":"evt_1","object":"event","pending_webhooks":1}', pendingWebhooks: 0 }
        : null,
    'webhooks.events': () => ({ data: [], hasMore: false }),
    'webhooks.set_clock': () => null,
  };
}
