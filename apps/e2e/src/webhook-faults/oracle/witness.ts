// What the database says of deliveries: those that wait, and those that have ended.
import type { Site } from '../site.js';

export type DeliveryRow = {
  readonly eventId: string;
  readonly sequence: number | null;
  /** Of a row of the hot table: none. */
  readonly outcome: 'delivered' | 'dead' | 'cancelled' | 'skipped' | null;
};

const rowsSql = `
  select endpoint_id, event_id, sequence, null as outcome from webhooks.delivery
  union all
  select endpoint_id, event_id, sequence, outcome from webhooks.delivery_done`;

const waitingSql = `select count(*)::int as count from webhooks.delivery`;

/** By endpoint. */
export async function deliveryRows(site: Site): Promise<Map<string, DeliveryRow[]>> {
  const rows = await site.rows<{
    endpoint_id: string;
    event_id: string;
    sequence: string | null;
    outcome: DeliveryRow['outcome'];
  }>(rowsSql);
  const byEndpoint = new Map<string, DeliveryRow[]>();
  for (const { endpoint_id, event_id, sequence, outcome } of rows) {
    const known = byEndpoint.get(endpoint_id) ?? [];
    known.push({
      eventId: event_id,
      sequence: sequence === null ? null : Number(sequence),
      outcome,
    });
    byEndpoint.set(endpoint_id, known);
  }
  return byEndpoint;
}

export async function waitingDeliveries(site: Site): Promise<number> {
  return (await site.rows<{ count: number }>(waitingSql))[0]!.count;
}
