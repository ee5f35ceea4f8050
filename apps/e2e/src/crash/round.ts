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
  /** From the last fault until all witnesses agreed for good. */
  readonly recoveredMs: number;
  readonly differences: readonly Difference[];
};

type Merchant = { readonly id: string; readonly secretKey: string };

/** How long the system may take to be ready, and to have caught up, after the last fault. */
const recoveryMs = 120_000;
const calmMs = 1_000;

export async function runRound(site: Site, plan: readonly Step[]): Promise<RoundReport> {
  const sink = await WebhookSink.start();
  const giveUp = new AbortController();
  const journal = new RequestJournal();
  const merchant = await openAccount(site.deployment, sink);
  const client = new LoadClient(site.deployment.base, merchant.secretKey, journal, giveUp.signal);
  try {
    const start = await queryDatabase(site.deployment, readHeads);
    const load = startLoad(client, site.random.fork());
    for (const step of plan) await take(step, site);
    const lastFaultAt = performance.now();
    await delay(calmMs);
    const overdue = setTimeout(() => giveUp.abort(), recoveryMs);
    await load.finish();
    clearTimeout(overdue);
    const witnesses = { merchant, start, journal, sink };
    const differences = await settled(() => differencesNow(site.deployment, witnesses));
    const recoveredMs = performance.now() - lastFaultAt;
    differences.push(...(await replayDifferences(client, site.random)));
    return {
      requests: journal.entries.length,
      retried: journal.retried,
      events: sink.received.length,
      redelivered: sink.received.filter(({ accepted }) => accepted > 1).length,
      recoveredMs,
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

/** What reads the log lags behind it, so differences count only once they stay. */
async function settled(inspect: () => Promise<Difference[]>): Promise<Difference[]> {
  const deadline = performance.now() + recoveryMs;
  for (let agreed = 0; ;) {
    const found = await inspect().catch((error: unknown) => error as Error);
    agreed = Array.isArray(found) && found.length === 0 ? agreed + 1 : 0;
    if (agreed === 2) return []; // Once is not enough: what is doubled may come late.
    if (performance.now() > deadline) {
      if (found instanceof Error) throw found;
      return found;
    }
    await delay(calmMs);
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
  await haveMerchantTold(deployment, merchant.secretKey);
  const { log, book } = await queryDatabase(deployment, async (client) => ({
    log: await readLog(client, start),
    book: await readBook(client, merchant.id),
  }));
  const ledger = await readLedger(deployment.base, merchant.secretKey);
  const { received: webhooks, complaints } = sink;
  const entries = journal.entries;
  return judge({ merchantId: merchant.id, entries, log, book, ledger, webhooks, complaints });
}

/** A payout is refused by what the merchant's stream knows, so it is told of everything before. */
async function haveMerchantTold(deployment: Deployment, key: string): Promise<void> {
  const body = 'amount=99999999&currency=hkd';
  const { status, text } = await deployment.request('POST', '/v1/payouts', { key, body });
  if (!text.includes('balance_insufficient')) throw new Error(`a payout: ${status} ${text}`);
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
