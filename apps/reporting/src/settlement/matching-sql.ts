// The matching of their lines with our movements, as SQL: first by acquirer, reference and type; what is
// left over by payment, amount and a time within two days. A name that there is several times is
// matched in order, so what is told once too often remains and is a duplicate.
import { dayMs } from '@ledgerway/domain';

/** As apart as acquirer's and our time may be where the reference does not match. */
const nearMs = 2 * dayMs;
/** A line that comes later than this after the movement is late. */
const lateMs = 3 * dayMs;
/** Movements that no file mentions are missing after this even if no file came at all. */
const overdueMs = 7 * dayMs;

/** Conditions on lines (as `l`) and movements (as `m`); whatever shares a name must be within both. */
export type Scope = { readonly lines: string; readonly movements: string };
export const everything: Scope = { lines: 'true', movements: 'true' };

/** What one batch names: its parameter is the batch's id. */
const namedIn = (column: string, parameter: string) =>
  `${column} in (select ${column} from settlement_lines where batch_id = ${parameter})`;
export const namedInBatch = (parameter: string): Scope => ({
  lines: `(${namedIn('reference', parameter)} or ${namedIn('merchant_reference', parameter)})`,
  movements: `(${namedIn('reference', parameter)} or ${namedIn('merchant_reference', parameter)})`,
});

/**
 * Makes `theirs`, `ours` and `pairs (line_id, movement_id)`. Fees of the acquirer stand against nothing
 * of ours.
 */
export const matchingSql = ({ lines, movements }: Scope): string => `
theirs as materialized (
  select l.*, row_number() over (
    partition by l.livemode, l.acquirer, l.type, l.reference
    order by l.imported_ms, l.batch_id, l.number) as nth
  from settlement_lines l where l.type <> 'fee' and ${lines}
), ours as materialized (
  select m.*, row_number() over (
    partition by m.livemode, m.acquirer, m.type, m.reference order by m.at_ms, m.id) as nth
  from settlement_movements m where ${movements}
), exact as materialized (
  select t.id as line_id, o.id as movement_id
  from theirs t join ours o using (livemode, acquirer, type, reference, nth)
), unknown_lines as (
  select t.*, row_number() over (
    partition by livemode, acquirer, type, merchant_reference, gross_currency, gross
    order by created_ms, id) as again
  from theirs t
  where t.nth = 1 and t.merchant_reference <> ''
    and not exists (select from exact where line_id = t.id)
), unknown_movements as (
  select o.*, row_number() over (
    partition by livemode, acquirer, type, merchant_reference, currency, amount
    order by at_ms, id) as again
  from ours o where not exists (select from exact where movement_id = o.id)
), pairs as materialized (
  select line_id, movement_id from exact
  union all
  select t.id, o.id
  from unknown_lines t join unknown_movements o
    on (o.livemode, o.acquirer, o.type, o.merchant_reference, o.currency, o.amount, o.again)
     = (t.livemode, t.acquirer, t.type, t.merchant_reference, t.gross_currency, t.gross, t.again)
  where abs(t.created_ms - o.at_ms) <= ${nearMs}
)`;

/** Follows `matchingSql`: `compared_lines` are all of theirs with `state` and what is ours of them. */
export const comparedLinesSql = `
compared_lines as (
  select t.*, o.amount as our_amount, o.currency as our_currency,
    case
      when o.id is null and t.nth > 1 then 'duplicate'
      when o.id is null then 'missing_ours'
      when o.amount <> t.gross or o.currency <> t.gross_currency then 'amount_diff'
      when t.imported_ms - o.at_ms > ${lateMs} then 'late'
      else 'matched'
    end as state
  from theirs t
  left join pairs p on p.line_id = t.id
  left join ours o on o.id = p.movement_id
)`;

/**
 * Follows `matchingSql` of everything: `compared_movements` are all of ours. One that no file mentions
 * is missing as soon as the files have gone past it by more than the grace, until then it is pending.
 */
export const comparedMovementsSql = (nowMs: number, graceMs: number): string => `
reached as (
  select o.livemode, o.acquirer, o.currency, max(o.at_ms) as at_ms
  from ours o join pairs p on p.movement_id = o.id
  group by o.livemode, o.acquirer, o.currency
), compared_movements as (
  select o.*, t.imported_ms,
    case
      when t.id is null and (o.at_ms < r.at_ms - ${whole(graceMs)}
        or o.at_ms < ${whole(nowMs)} - ${overdueMs}) then 'missing_theirs'
      when t.id is null then 'pending'
      when o.amount <> t.gross or o.currency <> t.gross_currency then 'amount_diff'
      when t.imported_ms - o.at_ms > ${lateMs} then 'late'
      else 'matched'
    end as state
  from ours o
  left join pairs p on p.movement_id = o.id
  left join theirs t on t.id = p.line_id
  left join reached r
    on (r.livemode, r.acquirer, r.currency) = (o.livemode, o.acquirer, o.currency)
)`;

/** Numbers of ours become part of the text; nothing else may. */
export function whole(ms: number): string {
  if (!Number.isSafeInteger(ms)) throw new Error(`Not a whole number: ${ms}`);
  return `${ms}::bigint`;
}
