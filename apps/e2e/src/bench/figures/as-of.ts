// How long the balance of a past moment takes, on a short journal and on one that is four times as
// long: of one merchant among many, and of the account that every entry touches. Beside it the sum of
// the journal's entries up to that moment, which is what the answer means.
//
// This project may not depend on an application, so it loads the built one by its file.
import { resolve } from 'node:path';
import { PostgresEventReader } from '@ledgerway/event-store';
import { createDatabase, migrate, type Database } from '@ledgerway/platform';
import { build } from 'hdr-histogram-js';
import { inTurns, measured, type Contender } from '../measure/measurement.js';
import type { Figure } from '../measure/report.js';
import { openLog, partitions, type BenchedLog } from './append-log.js';

export type AsOfOptions = { readonly logEvents: number; readonly rounds: number };

type Moment = { readonly positions: ReadonlyMap<number, bigint>; readonly effectiveMs: number };
type By = 'recorded' | 'effective';
type Reporting = {
  readonly role: string;
  readonly schema: string;
  readonly reportingDatabase: Parameters<typeof migrate>[0];
  readonly momentOf: (
    database: Database,
    reader: PostgresEventReader,
    ask: { asOfMs: number; by: By },
  ) => Promise<Moment>;
  readonly balanceAt: (
    database: Database,
    of: { account: string; livemode: boolean },
    moment: Moment,
  ) => Promise<readonly { posted: string }[]>;
};

const startMs = Date.UTC(2026, 0, 1);
const spanMs = 90 * 86_400_000;
const merchants = 2_000;
const growth = 4;

/** Capture after capture, over 90 days; recorded when they happened. */
const eventsSql = `
insert into payments.events (part, pos, stream_id, version, type, schema_version, command_id,
                             cmd_seq, occurred_at, recorded_at, data, meta, hash)
select n % ${partitions}, n / ${partitions} + 1, gen_random_uuid(), 1, 'ChargeCaptured', 2,
       gen_random_uuid(), 0, at, at, '{}', '{}', decode(repeat('00', 32), 'hex')
from generate_series(0, $1::integer - 1) n,
     lateral (select to_timestamp(($2::float8 + n * $3::float8) / 1000) as at) t`;
const headsSql = `
update payments.heads h
set pos = coalesce((select max(pos) from payments.events e where e.part = h.part), 0)`;
const entriesSql = `
insert into reporting.entries (partition, position, stream_id, version, event, merchant_id, livemode,
                               created_ms, effective_ms, accounts, layers, currencies, amounts)
select n % ${partitions}, n / ${partitions} + 1, gen_random_uuid(), 1, 'ChargeCaptured', merchant,
       false, at, at, array['acquirer_receivable:sandbox', 'merchant_pending:' || merchant],
       array['posted', 'posted'], array['hkd', 'hkd'], array[100, -100]
from generate_series(0, $1::integer - 1) n,
     lateral (select floor($2::float8 + n * $3::float8)::bigint as at,
                     'acct_' || (n * 7919::bigint % ${merchants}) as merchant) t`;
const sumsSql = `
insert into reporting.balance_sums (account, livemode, partition, block, day, currency, layer, amount)
select leg.account, false, e.partition, e.position / 512, e.effective_ms / 86400000, 'hkd', 'posted',
       sum(leg.amount)
from reporting.entries e, unnest(e.accounts, e.amounts) as leg (account, amount)
group by 1, 3, 4, 5`;
const positionsSql = `
insert into reporting.positions (partition, position) select part, pos from payments.heads
on conflict (partition) do update set position = excluded.position`;
const foldSql = `
select sum(leg.amount)::text as posted
from entries e, unnest(e.accounts, e.amounts) as leg (account, amount)
where not e.livemode and e.effective_ms <= $2 and leg.account = $1`;

export async function asOfFigures({ logEvents, rounds }: AsOfOptions): Promise<Figure[]> {
  const file = resolve(import.meta.dirname, '../../../../reporting/dist/index.js');
  const reporting = (await import(file)) as Reporting;
  const log = await openLog(0);
  const { url } = log.postgres;
  await migrate({ ...reporting.reportingDatabase, url });
  const { role, schema } = reporting;
  const open = { url, role, schema, applicationName: 'bench as-of', statementTimeoutMs: 0 };
  const database = createDatabase(open);
  const reader = new PostgresEventReader({ url });
  try {
    const figures: Figure[] = [];
    for (const events of [Math.ceil(logEvents / growth), logEvents]) {
      await fill(log, events);
      figures.push(await measureJournal({ reporting, database, reader, log }, events, rounds));
    }
    return figures;
  } finally {
    await reader.close();
    await database.close();
    await log.close();
  }
}

/** Makes a journal of so many entries, in the place of the one before. */
async function fill({ client }: BenchedLog, events: number): Promise<void> {
  const times = [startMs, spanMs / events];
  await client.query('truncate payments.events, reporting.entries, reporting.balance_sums');
  await client.query(eventsSql, [events, ...times]);
  await client.query(headsSql);
  await client.query(entriesSql, [events, ...times]);
  await client.query(sumsSql);
  await client.query(positionsSql);
  await client.query('vacuum analyze payments.events, reporting.entries, reporting.balance_sums');
}

type Subject = {
  readonly reporting: Reporting;
  readonly database: Database;
  readonly reader: PostgresEventReader;
  readonly log: BenchedLog;
};

const house = 'acquirer_receivable:sandbox';

async function measureJournal(subject: Subject, events: number, rounds: number): Promise<Figure> {
  const { reporting, database, reader } = subject;
  const ask = (account: string, by: By) => async (asOfMs: number) => {
    const moment = await reporting.momentOf(database, reader, { asOfMs, by });
    return reporting.balanceAt(database, { account, livemode: false }, moment);
  };
  const fold = (account: string) => async (asOfMs: number) =>
    (await database.query<{ posted: string }>(foldSql, [account, asOfMs])).rows;
  const merchant = 'merchant_pending:acct_7';
  const asked = { merchant: 200, house: 100, fold: 5 };
  const contender = (
    name: string,
    question: (asOfMs: number) => Promise<unknown>,
    times: number,
  ): Contender => ({ name, run: () => askOften(subject, question, times) });
  const results = await inTurns(
    [
      contender('one of 2,000 merchants, recorded', ask(merchant, 'recorded'), asked.merchant),
      contender('one of 2,000 merchants, effective', ask(merchant, 'effective'), asked.merchant),
      contender('in every entry, recorded', ask(house, 'recorded'), asked.house),
      contender('in every entry, effective', ask(house, 'effective'), asked.house),
      { ...contender('all entries added up', fold(house), asked.fold), control: true },
    ],
    rounds,
  );
  const title = `balance as of a moment, journal of ${events.toLocaleString('en-US')} entries`;
  return { title, units: 'balances', results };
}

/** At moments spread over the whole time, one after the other. */
const askOften = (
  { log }: Subject,
  question: (asOfMs: number) => Promise<unknown>,
  times: number,
) =>
  measured([log.postgres.pid], async () => {
    const latency = build();
    for (let n = 0; n < times; n += 1) {
      const before = performance.now();
      await question(startMs + Math.floor((spanMs * ((n * 37) % times)) / times) + 1_234);
      latency.recordValue(Math.max(1, Math.round((performance.now() - before) * 1_000)));
    }
    return { units: times, latency };
  });
