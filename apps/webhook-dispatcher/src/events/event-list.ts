// Reading public events, one or a page of them: exactly the bytes that were stored.
import { apiVersion, type PublicEventJson, type WebhookQueries } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import { waitsSomewhere, wasGivenUp } from '../history/outcomes.js';
import { typeMatches, typesAsked } from './event-types.js';
import { pageOf, pageQuery, type PageQuery } from './page.js';
import type { ReachedPositions } from './reached-positions.js';

type Ask<P extends keyof WebhookQueries> = WebhookQueries[P]['ask'];
type Answer<P extends keyof WebhookQueries> = WebhookQueries[P]['answer'];
type EventRow = { event_id: string; body: Buffer; pending: number };

const columns = `
  event_id,
  (select body from payload p where p.event_id = event.event_id and p.api_version = '${apiVersion}'),
  ((select count(*) from delivery d where d.event_id = event.event_id and d.trigger = 'event')
    + (select count(*) from delivery d where d.event_id = event.event_id and d.trigger <> 'event')
  )::int as pending`;

const oneSql = `
  select ${columns} from event where event_id = $1 and merchant_id = $2 and livemode = $3`;

const cursorSql = `
  select created, seq from event where event_id = $1 and merchant_id = $2 and livemode = $3`;

// Still waiting somewhere, or given up on: not yet, or never, delivered everywhere.
const undeliveredSql = `(${waitsSomewhere('event.event_id')} or ${wasGivenUp('event.event_id')})`;

export class EventList {
  constructor(
    private readonly database: Database,
    private readonly reached: ReachedPositions,
  ) {}

  async one(ask: Ask<'webhooks.event'>): Promise<Answer<'webhooks.event'>> {
    await this.reached.wait(ask.after);
    const values = [ask.id, ask.merchantId, ask.livemode];
    const { rows } = await this.database.query<EventRow>(oneSql, values);
    return rows[0] === undefined ? null : eventJson(rows[0]);
  }

  async page(ask: Ask<'webhooks.events'>): Promise<Answer<'webhooks.events'>> {
    await this.reached.wait(ask.after);
    const query = await pageQuery(this.database, ask, { table: 'event', cursorSql, order: 'seq' });
    if (query === null) return { unknownCursor: true };
    query.where.push('not sample');
    if (ask.types !== undefined) filterTypes(query, ask.types);
    if (ask.deliverySuccess !== undefined)
      query.where.push(ask.deliverySuccess ? `not ${undeliveredSql}` : undeliveredSql);
    return pageOf(await query.run<EventRow>(columns), ask.page, eventJson);
  }
}

function filterTypes(query: PageQuery, types: readonly string[]): void {
  const { exact, prefixes } = typesAsked(types);
  query.where.push(typeMatches('type', query.value(exact), query.value(prefixes)));
}

const eventJson = (row: EventRow): PublicEventJson => ({
  id: row.event_id,
  body: row.body.toString('utf8'),
  pendingWebhooks: row.pending,
});
