// What the acquirer settles, read from its own book: each capture, refund and dispute once.
import type pg from 'pg';
import { disputeFee } from '../notices.js';

export type SandboxMovementType =
  | 'Settled'
  | 'Refunded'
  | 'RefundedReversed'
  | 'Chargeback'
  | 'ChargebackReversed'
  | 'ChargebackFee'
  | 'ChargebackFeeReversed';

/** `amount` is in minor units and positive; its type says which way it goes. */
export type SandboxMovement = {
  readonly type: SandboxMovementType;
  /** The capture or refund; of a dispute the payment that is disputed. */
  readonly reference: string;
  readonly authorizationIntentId: string;
  readonly instrument: string;
  readonly amount: bigint;
  readonly at: Date;
};

const isOwed: Readonly<Record<SandboxMovementType, boolean>> = {
  Settled: true,
  Refunded: false,
  RefundedReversed: true,
  Chargeback: false,
  ChargebackReversed: true,
  ChargebackFee: false,
  ChargebackFeeReversed: true,
};

/** What the movement adds to what the acquirer owes. */
export const grossOf = ({ type, amount }: SandboxMovement): bigint =>
  isOwed[type] ? amount : -amount;

// A refund that came back was settled, and is taken back; a dispute takes what is left of the payment
// and a fee, and gives both back when it is won. An inquiry moves nothing.
const unsettledSql = {
  name: 'sandbox_unsettled',
  text: `
with captured as (
  select coalesce(authorization_intent_id, intent_id) as authorization_id, intent_id, amount,
         decided_at
  from entries
  where livemode = $1 and currency = $2
    and ((kind = 'sale' and outcome ->> 'kind' = 'approved')
      or (kind = 'capture' and outcome ->> 'kind' = 'done'))
), refunded as (
  select r.authorization_intent_id as authorization_id, r.intent_id, r.amount, r.decided_at,
         r.outcome ->> 'kind' as outcome, n.told_at as returned_at
  from entries r left join notices n on n.notice_id = 'returned ' || r.intent_id
  where r.livemode = $1 and r.currency = $2 and r.kind = 'refund'
    and (r.outcome ->> 'kind' in ('done', 'pending') or n.notice_id is not null)
), disputed as (
  select a.intent_id as authorization_id, o.told_at, c.told_at as won_at,
         (select sum(amount) from captured where authorization_id = a.intent_id)
         - coalesce((select sum(amount) from refunded
                     where authorization_id = a.intent_id and returned_at is null), 0) as amount
  from notices o
  join entries a on a.intent_id = o.body ->> 'authorizationIntentId'
  left join notices c
    on c.notice_id = 'closed ' || a.intent_id and c.body ->> 'outcome' = 'won'
  where a.livemode = $1 and a.currency = $2
    and o.body ->> 'kind' = 'dispute_opened' and not (o.body ->> 'warning')::boolean
), movements (type, reference, authorization_id, amount, at) as (
  select 'Settled', intent_id, authorization_id, amount, decided_at from captured
  union all
  select 'Refunded', intent_id, authorization_id, amount, decided_at from refunded
  where outcome <> 'pending'
  union all
  select 'RefundedReversed', intent_id, authorization_id, amount, returned_at from refunded
  where returned_at is not null
  union all
  select d.type, authorization_id, authorization_id, d.amount, d.at
  from disputed, lateral (values
    ('Chargeback', amount, told_at), ('ChargebackFee', $3::bigint, told_at),
    ('ChargebackReversed', amount, won_at), ('ChargebackFeeReversed', $3::bigint, won_at)
  ) as d (type, amount, at)
  where d.at is not null
)
select m.*, a.instrument from movements m
join entries a on a.intent_id = m.authorization_id
where not exists (select from settled s where s.type = m.type and s.reference = m.reference)
order by m.at, m.reference, m.type
limit $4`,
};

type Row = {
  type: SandboxMovementType;
  reference: string;
  authorization_id: string;
  instrument: string;
  amount: string;
  at: Date;
};

/** Oldest first, at most `limit`. */
export async function unsettled(
  client: Pick<pg.PoolClient, 'query'>,
  livemode: boolean,
  currency: string,
  limit: number,
): Promise<SandboxMovement[]> {
  const values = [livemode, currency, disputeFee, limit];
  const { rows } = await client.query<Row>({ ...unsettledSql, values });
  return rows.map((row) => ({
    type: row.type,
    reference: row.reference,
    authorizationIntentId: row.authorization_id,
    instrument: row.instrument,
    amount: BigInt(row.amount),
    at: row.at,
  }));
}
