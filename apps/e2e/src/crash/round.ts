// One round: a merchant of its own, load, faults while it runs, then peace, and the oracle's verdict.
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@ledgerway/testing';
import type { Deployment } from '../deployment/deployment.js';
import { startLoad } from './client/load.js';
import { LoadClient } from './client/load-client.js';
import { RequestJournal } from './client/request-journal.js';
import { WebhookSink } from './client/webhook-sink.js';
import type { Site } from './faults/fault.js';
import { readBook } from './oracle/acquirer-book.js';
import { queryDatabase } from './oracle/database.js';
import { readHeads, readLog, type Positions } from './oracle/event-log.js';
import type { Difference } from './oracle/facts.js';
import { judge } from './oracle/judge.js';
import { readLedger } from './oracle/ledger.js';
import { replayDifferences } from './oracle/replays.js';
import type { Step } from './plan.js';

export type RoundReport = {
  readonly requests: number;
  /** Requests that were sent more than once before they had their answer. */
  readonly retried: number;
  readonly events: number;
  readonly redelivered: number;
  readonly differences: readonly Difference[];
};

type Merchant = { readonly id: string; readonly secretKey: string };

/** How long the system may take to be ready, and to have caught up, after the last fault. */
const recoveryMs = 120_000;
const calmMs = 1_000;

export async function runRound(site: Site, plan: readonly Step[]): Promise<RoundReport> {
  const { deployment } = site;
  const sink = await WebhookSink.start();
  const giveUp = new AbortController();
  const merchant = await openAccount(deployment, sink);
  const start = await queryDatabase(deployment, readHeads);
  const journal = new RequestJournal();
  const client = new LoadClient(deployment.base, merchant.secretKey, journal, giveUp.signal);
  try {
    const load = startLoad(client, site.random.fork());
    for (const step of plan) await take(step, site);
    await delay(calmMs);
    const overdue = setTimeout(() => giveUp.abort(), recoveryMs);
    await load.finish();
    clearTimeout(overdue);
    const inspect = () => differencesNow(deployment, { merchant, start, journal, sink });
    const differences = [
      ...(await settled(inspect)),
      ...(await replayDifferences(client, site.random)),
    ];
    return {
      requests: journal.entries.length,
      retried: journal.retried,
      events: sink.received.length,
      redelivered: sink.received.filter(({ accepted }) => accepted > 1).length,
      differences,
    };
  } finally {
    giveUp.abort();
    await client.close();
    await sink.close();
  }
}

async function take({ afterMs, name, fault }: Step, site: Site): Promise<void> {
  await delay(afterMs);
  site.note(name);
  await fault(site);
}

/** What reads the log lags behind it, so differences count only once nothing changes any more. */
async function settled(inspect: () => Promise<Difference[]>): Promise<Difference[]> {
  let last: Difference[] = [];
  const agree = async (): Promise<void> => {
    last = await inspect();
    if (last.length > 0) throw new Error(`${last.length} differences`);
  };
  try {
    await eventually(agree, { deadlineMs: recoveryMs });
    await delay(calmMs); // What is doubled may come late.
    await agree();
    return [];
  } catch (error) {
    if (last.length > 0) return last;
    throw error;
  }
}

type Witnesses = {
  readonly merchant: Merchant;
  readonly start: Positions;
  readonly journal: RequestJournal;
  readonly sink: WebhookSink;
};

async function differencesNow(
  deployment: Deployment,
  { merchant, start, journal, sink }: Witnesses,
): Promise<Difference[]> {
  const { log, book } = await queryDatabase(deployment, async (client) => ({
    log: await readLog(client, start),
    book: await readBook(client, merchant.id),
  }));
  const ledger = await readLedger(deployment.base, merchant.secretKey);
  const { received: webhooks, complaints } = sink;
  return judge({ entries: journal.entries, log, book, ledger, webhooks, complaints });
}

/** A merchant that has no history, whose events all go to the sink. */
async function openAccount(deployment: Deployment, sink: WebhookSink): Promise<Merchant> {
  const form = (path: string, key: string, body: string) =>
    eventually(
      async () => {
        const { status, text, json } = await deployment.request('POST', path, { key, body });
        if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
        return json;
      },
      { deadlineMs: recoveryMs },
    );
  const details =
    'country=HK&default_currency=hkd&email=crash%40example.com&business_profile[name]=Crash';
  const account = await form('/v1/accounts', deployment.credentials.operator_key, details);
  const secretKey = (account['keys'] as { secret: string }).secret;
  const endpoint = await form(
    '/v1/webhook_endpoints',
    secretKey,
    `url=${encodeURIComponent(sink.url)}&enabled_events[]=*`,
  );
  sink.secret = endpoint['secret'] as string;
  return { id: account['id'] as string, secretKey };
}
