// Deliveries that are given up before they have ended.
import type { EndpointRefusal, WebhookQueries } from '@ledgerway/contracts';
import type { Clock, Database } from '@ledgerway/platform';
import type { DeliveryHistory } from '../history/delivery-history.js';
import { numberOf } from '../history/delivery-rows.js';
import { Order } from './order.js';

/**
 * What is leased is under way: its owner ends it. $2 is now.
 *
 * @param which of them, as an SQL condition
 */
export const cancelSql = (which: string): string => `
  with gone as (
    delete from delivery where ${which} and owner_epoch is null
    returning delivery_id, event_id, endpoint_id, attempts, sequence, trigger, created_at, order_key
  ), history as (
    insert into delivery_done (delivery_id, event_id, endpoint_id, outcome, attempts, sequence,
      trigger, created_at, finished_at)
    select delivery_id, event_id, endpoint_id, 'cancelled', attempts, sequence, trigger, created_at, $2
    from gone
  )
  select endpoint_id, order_key from gone`;

const cancelOneSql = cancelSql('delivery_id = $1');

type Cancel = WebhookQueries['webhooks.delivery.cancel'];

export class Cancelling {
  constructor(
    private readonly database: Database,
    private readonly history: Pick<DeliveryHistory, 'one'>,
    private readonly clock: Clock,
    /** These endpoints may have something to send. */
    private readonly onReleased: (endpointIds: ReadonlySet<string>) => void,
  ) {}

  /** One that has ended stays as it ended. */
  async cancel(ask: Cancel['ask']): Promise<Cancel['answer']> {
    const delivery = await this.history.one(ask);
    if (delivery?.status !== 'pending') return delivery;
    const { rows } = await this.database.query<{ endpoint_id: string; order_key: string | null }>(
      cancelOneSql,
      [numberOf(delivery.id), new Date(this.clock.now())],
    );
    if (rows[0] !== undefined) await this.goOn(rows[0].endpoint_id, rows[0].order_key);
    const after = await this.history.one(ask);
    return after?.status === 'pending' ? underWay : after;
  }

  /**
   * Lets go what was behind it. After the deletion is committed, so that what comes in line meanwhile
   * is seen here, or sees the deletion.
   */
  private async goOn(endpointId: string, orderKey: string | null): Promise<void> {
    if (orderKey === null) return;
    const order = new Order(this.database);
    order.end([{ endpointId, orderKey }]);
    this.onReleased(new Set(await order.release()));
  }
}

const underWay: EndpointRefusal = {
  refused: {
    param: null,
    code: 'lock_timeout',
    message: 'This delivery is under way at this moment. Try again in a few seconds.',
  },
};
