// The acquirer's notices in PostgreSQL. They are made when they are asked for, from what the book
// holds by then: a process that dies right after a sale was booked leaves nothing out.
import type pg from 'pg';
import type { Notice } from '../port.js';
import { isAuthorization, type AuthorizationEntry } from './book.js';
import { instant, toEntry, type EntryRow } from './entry-rows.js';
import { select, withinTransaction, type Queryable } from './entry-statements.js';
import { closedNotice, openedNotice, returnedNotice, type Judgement } from './notices.js';

const unheardSql = {
  name: 'sandbox_unheard',
  text: 'select body from notices where not acknowledged order by told_at, notice_id limit $1',
};

const toDisputeSql = {
  name: 'sandbox_to_dispute',
  text: `select e.* from entries e
         where e.instrument like 'tok\\_createDispute%' and e.outcome ->> 'kind' = 'approved'
           and not exists (select from notices n where n.notice_id = 'opened ' || e.intent_id)
           and (e.kind = 'sale' or exists (
             select from entries c where c.authorization_intent_id = e.intent_id
               and c.kind = 'capture' and c.outcome ->> 'kind' = 'done'))
         order by e.decided_at limit $1`,
};

const judgedSql = {
  name: 'sandbox_judged',
  text: `select a.*, v.note as judgement from entries v
           join entries a on a.intent_id = v.authorization_intent_id
         where v.kind = 'evidence' and v.note is not null and v.outcome ->> 'kind' = 'done'
           and not exists (
             select from notices n where n.notice_id = 'closed ' || v.authorization_intent_id)
         order by v.decided_at limit $1`,
};

const tellSql = {
  name: 'sandbox_tell',
  text: `insert into notices (notice_id, told_at, body)
         select * from unnest($1::text[], $2::timestamptz[], $3::jsonb[])
         on conflict do nothing`,
};

const acknowledgeSql = {
  name: 'sandbox_acknowledge',
  text: 'update notices set acknowledged = true where notice_id = any($1)',
};

const returnRefundSql = {
  name: 'sandbox_return_refund',
  text: `update entries set outcome = jsonb_build_object('kind', 'failed', 'failure', $2::text)
         where intent_id = $1 and kind = 'refund' and outcome ->> 'kind' = 'done'
         returning authorization_intent_id, now() as told_at`,
};

const findSql = { name: 'sandbox_find', text: 'select * from entries where intent_id = any($1)' };

export async function unheardNotices(
  pool: pg.Pool,
  limit: number,
  nowMs: number,
): Promise<Notice[]> {
  const disputed = await select(pool, toDisputeSql, [limit]);
  const opened = disputed
    .filter(isAuthorization)
    .map((entry) => openedNotice(entry, nowMs))
    .filter((notice) => notice !== undefined);
  const judged = await pool.query<EntryRow & { judgement: Judgement }>({
    ...judgedSql,
    values: [limit],
  });
  const closed = judged.rows.map((row) =>
    closedNotice(toEntry(row) as AuthorizationEntry, row.judgement),
  );
  await tell(pool, [...opened, ...closed], nowMs);
  const { rows } = await pool.query<{ body: StoredNotice }>({ ...unheardSql, values: [limit] });
  return rows.map(({ body }) => toNotice(body));
}

export async function acknowledgeNotices(pool: pg.Pool, ids: readonly string[]): Promise<void> {
  await pool.query({ ...acknowledgeSql, values: [ids] });
}

/** The refund fails after all, and its notice is told, together or not at all. */
export const returnRefund = (pool: pg.Pool, intentId: string, failure: string): Promise<boolean> =>
  withinTransaction(pool, async (client) => {
    const { rows } = await client.query<{ authorization_intent_id: string; told_at: Date }>({
      ...returnRefundSql,
      values: [intentId, failure],
    });
    const [returned] = rows;
    if (returned === undefined) return false;
    const [entry] = await select(client, findSql, [[returned.authorization_intent_id]]);
    if (entry === undefined || !isAuthorization(entry)) return false;
    await tell(client, [returnedNotice(entry, intentId, failure)], returned.told_at.getTime());
    return true;
  });

async function tell(on: Queryable, notices: readonly Notice[], nowMs: number): Promise<void> {
  if (notices.length === 0) return;
  const values = [
    notices.map(({ noticeId }) => noticeId),
    notices.map(() => instant(nowMs)),
    notices.map((notice) => JSON.stringify(notice, asText)),
  ];
  await on.query({ ...tellSql, values });
}

const asText = (_key: string, value: unknown) =>
  typeof value === 'bigint' ? value.toString() : value;

type StoredNotice = Omit<Notice, 'amount' | 'fee'> & { amount?: string | null; fee?: string };

function toNotice(body: StoredNotice): Notice {
  if (body.kind !== 'dispute_opened') return body as Notice;
  const { amount = null, fee = '0' } = body;
  return { ...body, amount: amount === null ? null : BigInt(amount), fee: BigInt(fee) } as Notice;
}
