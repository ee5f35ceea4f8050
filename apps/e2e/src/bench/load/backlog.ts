// Deliveries that wait, written by the server itself as ingest would have left them: making them
// through the topic would take longer than what is measured.
import pg from 'pg';
import { eventType, publicBody } from './events.js';

/** Far above what ingest has given out in a short run. */
const firstNumber = 1_000_000;

/** $1 accounts, $2 how many events, $3 the first one's number, $4 type, $5 body. */
const fillSql = `
  with made as (
    insert into webhooks.event (event_id, seq, merchant_id, livemode, type, created)
    select 'evt_backlog' || n, n, ($1::text[])[n % cardinality($1) + 1], false, $4,
      extract(epoch from now())::bigint
    from generate_series($3::bigint, $3 + $2 - 1) n
    returning event_id, seq, merchant_id
  ), bodies as (
    insert into webhooks.payload (event_id, api_version, body)
    select event_id, $6, $5 from made
  )
  insert into webhooks.delivery
    (event_id, endpoint_id, api_version, next_at, created_at, sequence, object_version)
  select event_id, endpoint_id, $6, now(), now(), made.seq, 1
  from made join webhooks.endpoint using (merchant_id) order by made.seq`;

/** `events` more, spread evenly over the accounts; each for all endpoints of its account. */
export async function fillBacklog(
  url: string,
  { merchants, events, round }: { merchants: readonly string[]; events: number; round: number },
): Promise<void> {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  try {
    const [merchantId = ''] = merchants;
    const { body } = publicBody({ merchantId, partition: 0, position: 1, dueMs: 0 });
    const { api_version: version } = JSON.parse(body.toString()) as { api_version: string };
    const first = firstNumber * (round + 1);
    await owner.query(fillSql, [merchants, events, first, eventType, body, version]);
    await owner.query('vacuum analyze webhooks.delivery, webhooks.event, webhooks.payload');
    await owner.query('checkpoint');
  } finally {
    await owner.end();
  }
}
