// Deliveries as their owners see them: those that wait and those that ended, as if in one table.
import type { WebhookDeliveryJson, WebhookDeliveryStatus } from '@ledgerway/contracts';
import { seconds } from '../endpoints/endpoint-health.js';

export type DeliveryRow = {
  readonly delivery_id: string;
  readonly event_id: string;
  readonly type: string;
  readonly endpoint_id: string;
  readonly livemode: boolean;
  readonly status: WebhookDeliveryStatus;
  readonly trigger: WebhookDeliveryJson['trigger'];
  readonly attempts: number;
  readonly last_status: number | null;
  readonly sequence: string | null;
  readonly held: WebhookDeliveryJson['held'];
  readonly created_at: Date;
  readonly next_at: Date | null;
  readonly finished_at: Date | null;
};

export type DeliveriesWanted = {
  /** Which of those that wait, as an SQL condition. */
  readonly waiting: string;
  /** Which of those that ended. */
  readonly ended: string;
  /** Order and limit. They hold for each kind by itself, so that each is read by its index. */
  readonly tail?: string;
};

/** Both kinds with the same columns. */
export const deliveriesSql = ({ waiting, ended, tail = '' }: DeliveriesWanted): string => `
  select d.*, v.type, v.livemode
  from (
    (select delivery_id, event_id, endpoint_id, 'pending' as status, trigger, attempts,
      null::smallint as last_status, sequence, held, created_at,
      case when held is null then next_at end as next_at, null::timestamptz as finished_at
    from delivery where ${waiting} ${tail})
    union all
    (select delivery_id, event_id, endpoint_id, outcome, trigger, attempts,
      last_status, sequence, null, created_at, null, finished_at
    from delivery_done where ${ended} ${tail})
  ) d
  join event v using (event_id)`;

/** The same condition for both kinds. */
export const both = (condition: string): DeliveriesWanted => ({
  waiting: condition,
  ended: condition,
});

const prefix = 'whd_';

export const deliveryIdOf = (number: string): string => prefix + number;

/** The number in an id, or alone, as the `ledgerway-delivery-id` header has it; null: it is none. */
export function numberOf(deliveryId: string): string | null {
  return /^(?:whd_)?([1-9]\d{0,17})$/.exec(deliveryId)?.[1] ?? null;
}

export const deliveryJson = (row: DeliveryRow): WebhookDeliveryJson => ({
  id: deliveryIdOf(row.delivery_id),
  eventId: row.event_id,
  eventType: row.type,
  endpointId: row.endpoint_id,
  livemode: row.livemode,
  status: row.status,
  trigger: row.trigger,
  attempts: row.attempts,
  lastStatus: row.last_status,
  sequence: row.sequence === null ? null : Number(row.sequence),
  held: row.held,
  created: seconds(row.created_at)!,
  nextAttemptAt: seconds(row.next_at),
  finishedAt: seconds(row.finished_at),
});
