// Reading public events, one or a page of them: exactly the bytes that were stored.
import { apiVersion, type PublicEventJson, type WebhookQueries } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import { pageOf, pageQuery, type PageQuery } from './page.js';
import type { ReachedPositions } from './reached-positions.js';

type Ask<P extends keyof WebhookQueries> = WebhookQueries[P]['ask'];
type Answer<P extends keyof WebhookQueries> = WebhookQueries[P]['answer'];
type EventRow = { event_id: string; body: Buffer; pending: number };

const columns = `
  event_id,
  (select body from payload p where p.event_id = event.event_id and p.api_version = '${apiVersion}'),
  (select count(*)::int from delivery d where d.event_id = event.event_id) as pending`;

const oneSql = `
  select ${columns} from event where event_id = $1 and merchant_id = $2 and livemode = $3`;

const cursorSql = `
  select created, seq from event where event_id = $1 and merchant_id = $2 and livemode = $3`;

// Still waiting somewhere, or given up on: not yet, or never, delivered everywhere.
const undeliveredSql = `(
  exists (select from delivery d where d.event_id = event.event_id)
  or exists (select from delivery_done x where x.event_id = event.event_id and x.outcome = 'dead'))`;

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
    const query = await pageQuery(this.database, ask, { table: 'event', cursorSql });
    if (query === null) return { unknownCursor: true };
    if (ask.types !== undefined) filterTypes(query, ask.types);
    if (ask.deliverySuccess !== undefined)
      query.where.push(ask.deliverySuccess ? `not ${undeliveredSql}` : undeliveredSql);
    return pageOf(await query.run<EventRow>(columns), ask.page, eventJson);
  }
}

/** Each type is a name, or `charge.*` for all that begin with `charge.`. */
function filterTypes(query: PageQuery, types: readonly string[]): void {
  const exact = types.filter((type) => !type.endsWith('*'));
  const prefixes = types.filter((type) => type.endsWith('*')).map((type) => type.slice(0, -1));
  query.where.push(`(type = any(${query.value(exact)})
    or exists (select from unnest(${query.value(prefixes)}::text[]) as x(prefix)
      where starts_with(type, x.prefix)))`);
}

const eventJson = (row: EventRow): PublicEventJson => ({
  id: row.event_id,
  body: row.body.toString('utf8'),
  pendingWebhooks: row.pending,
});
