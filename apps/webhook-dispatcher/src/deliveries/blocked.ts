// Deliveries that are exhausted and hold back what is behind them, because their endpoint wants to
// decide itself. They stay in the hot table, so that nothing passes them, until somebody asks for
// them to be sent again, or the endpoint is told not to block any more.
import type { Database } from '@ledgerway/platform';

const releaseSql = `
  update delivery set held = null, next_at = $2
  where endpoint_id = $1 and held = 'blocked' and ($3::text is null or event_id = $3)
  returning delivery_id`;

/**
 * Tries what blocks an endpoint once more, and what blocks it still after that blocks it again.
 *
 * @param eventId only the delivery of this event
 * @returns their numbers
 */
export async function releaseBlocked(
  database: Pick<Database, 'query'>,
  endpointId: string,
  nowMs: number,
  eventId?: string,
): Promise<string[]> {
  const values = [endpointId, new Date(nowMs), eventId ?? null];
  const { rows } = await database.query<{ delivery_id: string }>(releaseSql, values);
  return rows.map(({ delivery_id }) => delivery_id);
}

/**
 * What has died under a policy that was changed meanwhile: tried once more each, and dead after
 * that, so that what is behind goes on.
 */
export const unblockSql = `
  update delivery set held = null
  where delivery_id = any(array(
    select d.delivery_id from delivery d
    cross join lateral (
      select from endpoint e
      where e.endpoint_id = d.endpoint_id and (e.poison = 'skip' or e.ordering = 'none') limit 1
    ) blocks_no_more
    where d.held = 'blocked'
  ))`;
