// Reading endpoints, one or a page of them. Secrets are never part of it.
import type { WebhookQueries } from '@ledgerway/contracts';
import type { Clock, Database } from '@ledgerway/platform';
import { pageOf, pageQuery } from '../events/page.js';
import { healthOf } from './endpoint-health.js';
import { endpointJson, type EndpointRow } from './endpoint-rows.js';

type Ask<P extends keyof WebhookQueries> = WebhookQueries[P]['ask'];
type Answer<P extends keyof WebhookQueries> = WebhookQueries[P]['answer'];

const oneSql = `
  select * from endpoint
  where endpoint_id = $1 and merchant_id = $2 and livemode = $3 and not deleted`;

// A cursor may name an endpoint that was deleted since.
const cursorSql = `
  select created, seq from endpoint where endpoint_id = $1 and merchant_id = $2 and livemode = $3`;

export class EndpointList {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async one(ask: Ask<'webhooks.endpoint'>): Promise<Answer<'webhooks.endpoint'>> {
    const values = [ask.id, ask.merchantId, ask.livemode];
    const { rows } = await this.database.query<EndpointRow>(oneSql, values);
    if (rows[0] === undefined) return null;
    const endpoint = endpointJson(rows[0]);
    if (ask.health !== true) return endpoint;
    return { ...endpoint, health: await healthOf(this.database, ask.id, this.clock.now()) };
  }

  async page(ask: Ask<'webhooks.endpoints'>): Promise<Answer<'webhooks.endpoints'>> {
    const query = await pageQuery(this.database, ask, {
      table: 'endpoint',
      cursorSql,
      order: 'created',
    });
    if (query === null) return { unknownCursor: true };
    query.where.push('not deleted');
    const rows = await query.run<EndpointRow>('*');
    return pageOf(rows, ask.page, endpointJson);
  }
}
