// Single events that are delivered again, and made-up ones that show whether an endpoint works. Both
// go the way of all deliveries: the same guard, the same signatures, the same history.
import {
  apiVersion as defaultApiVersion,
  deriveCore,
  eventIdOf,
  renderEvent,
  renderWebhookEndpoint,
  sampleOf,
  testEventType,
  type EndpointRefusal,
  type WebhookDeliveryJson,
  type WebhookQueries,
} from '@ledgerway/contracts';
import type { Clock, Database } from '@ledgerway/platform';
import { releaseBlocked } from '../deliveries/blocked.js';
import { both, deliveriesSql, deliveryJson, type DeliveryRow } from '../history/delivery-rows.js';
import {
  findOpenEndpoint,
  openEndpoints,
  publicEndpoint,
  type OpenEndpoint,
} from './open-endpoints.js';
import { redeliver } from './redelivery.js';

type Resend = WebhookQueries['webhooks.event.resend'];
type Test = WebhookQueries['webhooks.endpoint.test'];

const eventTypeSql = `
  select type from event where event_id = $1 and merchant_id = $2 and livemode = $3`;

const insertEventSql = `
  insert into event (event_id, merchant_id, livemode, type, created, sample)
  values ($1, $2, $3, $4, $5, true)`;

const insertPayloadSql = `insert into payload (event_id, api_version, body) values ($1, $2, $3)`;

const madeSql = `${deliveriesSql(both('delivery_id = any($1::bigint[])'))} order by delivery_id`;

export class Resends {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    /** These endpoints have new deliveries. */
    private readonly onMade: (endpointIds: ReadonlySet<string>) => void,
  ) {}

  async resend(ask: Resend['ask']): Promise<Resend['answer']> {
    const values = [ask.id, ask.merchantId, ask.livemode];
    const { rows } = await this.database.query<{ type: string }>(eventTypeSql, values);
    if (rows[0] === undefined) return null;
    const endpoints = await this.endpointsFor(ask, rows[0].type);
    if ('refused' in endpoints) return endpoints;
    const made = await this.database.transaction(async (transaction) => {
      const numbers: string[] = [];
      for (const { endpointId, apiVersion } of endpoints) {
        const nowMs = this.clock.now();
        // One that holds its line goes first, and stays where it is in the order.
        const released = await releaseBlocked(transaction, endpointId, nowMs, ask.id);
        const to = { endpointId, apiVersion, trigger: 'resend', pool: 'event' } as const;
        const again = released.length > 0 ? [] : [ask.id];
        numbers.push(...released, ...(await redeliver(transaction, again, to, nowMs)));
      }
      return numbers;
    });
    return this.tell(made, endpoints);
  }

  async test(ask: Test['ask']): Promise<Test['answer']> {
    const endpoint = await findOpenEndpoint(this.database, ask, ask.id);
    if (endpoint === null || 'refused' in endpoint) return endpoint;
    const told = whatIsTold(ask.type, endpoint);
    if (told === undefined) return refusal('type', `There is no event of type ${ask.type}.`);
    const nowMs = this.clock.now();
    const id = eventIdOf(deriveCore(nowMs, ask.merchantId, ask.id, ask.operationKey), 1, 0);
    const created = Math.floor(nowMs / 1000);
    const { livemode, merchantId, type } = ask;
    const body = renderEvent({
      ...{ id, type, ...told, created, livemode, apiVersion: defaultApiVersion },
      pendingWebhooks: 1,
      request: { id: null, idempotencyKey: null },
    });
    const made = await this.database.transaction(async (transaction) => {
      await transaction.query(insertEventSql, [id, merchantId, livemode, type, created]);
      const bytes = Buffer.from(JSON.stringify(body));
      await transaction.query(insertPayloadSql, [id, defaultApiVersion, bytes]);
      const { endpointId, apiVersion } = endpoint;
      const to = { endpointId, apiVersion, trigger: 'test', pool: 'event' } as const;
      return redeliver(transaction, [id], to, nowMs);
    });
    return (await this.tell(made, [endpoint]))[0]!;
  }

  /** The one that was named, or all that want events of this type. */
  private async endpointsFor(
    ask: Resend['ask'],
    type: string,
  ): Promise<readonly OpenEndpoint[] | EndpointRefusal> {
    if (ask.endpointId !== undefined) {
      const endpoint = await findOpenEndpoint(this.database, ask, ask.endpointId);
      if (endpoint === null)
        return refusal(
          'webhook_endpoint',
          `No such webhook endpoint: '${ask.endpointId}'`,
          'resource_missing',
        );
      return 'refused' in endpoint ? endpoint : [endpoint];
    }
    const all = await openEndpoints(this.database, ask);
    const subscribed = all.filter(
      ({ row }) => row.enabled_events.includes('*') || row.enabled_events.includes(type),
    );
    return subscribed.length > 0
      ? subscribed
      : refusal('webhook_endpoint', `No enabled webhook endpoint is subscribed to ${type}.`);
  }

  private async tell(
    numbers: readonly string[],
    endpoints: readonly OpenEndpoint[],
  ): Promise<WebhookDeliveryJson[]> {
    const { rows } = await this.database.query<DeliveryRow>(madeSql, [numbers]);
    this.onMade(new Set(endpoints.map(({ endpointId }) => endpointId)));
    return rows.map(deliveryJson);
  }
}

function whatIsTold(type: string, endpoint: OpenEndpoint) {
  if (type === testEventType) return { object: renderWebhookEndpoint(publicEndpoint(endpoint)) };
  return sampleOf(type);
}

const refusal = (param: string, message: string, code: string | null = null): EndpointRefusal => ({
  refused: { param, code, message },
});
