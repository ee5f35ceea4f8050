// Reads the merchant's journal and balance, as the merchant itself would: over the public API.
import { fact, type Difference, type Fact } from './facts.js';

export type LedgerTestimony = {
  /** What each entry changed in what the merchant is owed; entries that change nothing are left out. */
  readonly owed: readonly Fact[];
  /** What came in and pays for nothing. */
  readonly suspended: readonly Fact[];
  /** Minor units: available and pending together. */
  readonly balance: number;
  readonly differences: readonly Difference[];
};

type Posting = { account: string; layer: string; currency: string; amount: number | string };
type LedgerEntry = { id: string; postings: Posting[] };
type Page = { data: LedgerEntry[]; has_more: boolean };
type Funds = { amount: number }[];

const requestTimeoutMs = 10_000;

export async function readLedger(base: string, secretKey: string): Promise<LedgerTestimony> {
  const get = <T>(path: string) => getJson<T>(base + path, secretKey);
  const entries: LedgerEntry[] = [];
  for (let more = true, cursor = ''; more; cursor = `&starting_after=${entries.at(-1)?.id}`) {
    const page = await get<Page>(`/v1/ledger/entries?limit=100${cursor}`);
    entries.push(...page.data);
    more = page.has_more && page.data.length > 0;
  }
  const { available, pending } = await get<{ available: Funds; pending: Funds }>('/v1/balance');
  const changes = (accounts: string) =>
    entries.map((entry) => creditedBy(entry, accounts)).filter((amount) => amount !== 0);
  return {
    owed: changes('merchant_').map(fact.owed),
    suspended: changes('suspense').map(fact.suspended),
    balance: [...available, ...pending].reduce((sum, { amount }) => sum + amount, 0),
    differences: [...entries.flatMap(unbalanced), ...holdsLeft(entries)],
  };
}

async function getJson<T>(url: string, key: string): Promise<T> {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(requestTimeoutMs),
  });
  if (response.status !== 200)
    throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** A credit is negative in the journal: it is what somebody is owed. */
const creditedBy = ({ postings }: LedgerEntry, accounts: string): number =>
  -sumOf(
    postings.filter(({ account, layer }) => layer === 'posted' && account.startsWith(accounts)),
  );

function unbalanced({ id, postings }: LedgerEntry): Difference[] {
  const sums = sumsBy(postings, ({ layer, currency }) => `${layer} ${currency}`);
  return notZero(sums).map(([layer, sum]) => wrong(`entry ${id} adds up to ${sum} in ${layer}`));
}

/** Every hold of a finished round was captured, voided or released. */
function holdsLeft(entries: readonly LedgerEntry[]): Difference[] {
  const held = entries
    .flatMap(({ postings }) => postings)
    .filter(({ layer }) => layer === 'pending');
  const sums = sumsBy(held, ({ account }) => account);
  return notZero(sums).map(([account, sum]) => wrong(`${account} still holds ${sum}`));
}

const sumOf = (postings: readonly Posting[]): number =>
  postings.reduce((sum, { amount }) => sum + Number(amount), 0);

function sumsBy(postings: readonly Posting[], keyOf: (posting: Posting) => string) {
  const sums = new Map<string, number>();
  for (const posting of postings) {
    const key = keyOf(posting);
    sums.set(key, (sums.get(key) ?? 0) + Number(posting.amount));
  }
  return sums;
}

const notZero = (sums: ReadonlyMap<string, number>) => [...sums].filter(([, sum]) => sum !== 0);

const wrong = (what: string): Difference => ({ witness: 'ledger', kind: 'wrong', what });
