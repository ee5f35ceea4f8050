// `ledgerway balance`: what an account held at any moment, and the entries that prove it.
import {
  readMoment,
  shownAmount,
  type BalanceTime,
  type PastBalanceJson,
} from '@ledgerway/contracts';
import { accountKinds, parseAccount, type AccountKind } from '@ledgerway/domain';
import {
  balanceAt,
  entriesBehind,
  momentOf,
  NotProjectedYet,
  type EntryBehind,
  type Moment,
} from '@ledgerway/reporting';
import { withVersions, type Versions } from '../projections/open-versions.js';
import { exitCodes, type ExitCode } from '../terminal/exit-codes.js';
import { Failure } from '../terminal/failure.js';
import { pauseUntil } from '../terminal/pause.js';
import { print, printJson } from '../terminal/print.js';
import { tableOf } from '../terminal/table.js';

export type BalanceFlags = {
  readonly account: string;
  readonly asOf?: string;
  readonly by: BalanceTime;
  readonly currency?: string;
  readonly live?: true;
  readonly explain?: true;
  readonly json?: true;
};

export function runBalance(flags: BalanceFlags): Promise<ExitCode> {
  const asOfMs = flags.asOf === undefined ? null : readMoment(flags.asOf);
  if (asOfMs === undefined)
    throw new Failure(`'${flags.asOf}' is no time: expected unix seconds or 2026-08-01T00:00:00Z`);
  const kind = kindOf(flags.account);
  const of = {
    account: flags.account,
    livemode: flags.live === true,
    ...(flags.currency !== undefined && { currency: flags.currency.toLowerCase() }),
  };
  return withVersions(async (versions) => {
    const moment = await reachedMoment(versions, { asOfMs, by: flags.by });
    const balances = await balanceAt(versions.live, of, moment);
    const about = { ...of, as_of: asOfMs === null ? null : new Date(asOfMs).toISOString() };
    const proof = flags.explain ? await proofOf(versions, of, moment, flags.json) : undefined;
    const isProven = proof === undefined || provesAll(proof.sums, balances);
    if (flags.json) {
      const result = { ...about, by: flags.by, balances: balances.map(asJson(kind)) };
      printJson({ ...result, ...(proof && { entries: proof.count, proven: isProven }) }, true);
    } else {
      for (const line of balancesInWords(balances, kind)) print(line);
      if (proof !== undefined) print(proofInWords(proof.count, isProven));
    }
    return isProven ? exitCodes.done : exitCodes.no;
  });
}

function kindOf(account: string): AccountKind {
  try {
    return parseAccount(account).kind;
  } catch {
    const known = Object.keys(accountKinds).join(', ');
    throw new Failure(`'${account}' is no account of the ledger: it begins with one of ${known}`);
  }
}

/** The read models follow the log within moments. */
const maxWaitMs = 10_000;
const pollMs = 100;

async function reachedMoment(
  { live, reader }: Versions,
  ask: { readonly asOfMs: number | null; readonly by: BalanceTime },
): Promise<Moment> {
  const timeout = AbortSignal.timeout(maxWaitMs);
  for (const pause = pauseUntil(timeout); ; await pause(pollMs))
    try {
      return await momentOf(live, reader, ask);
    } catch (error) {
      if (!(error instanceof NotProjectedYet)) throw error;
      if (timeout.aborted) throw new Failure(error.message, exitCodes.inVain);
    }
}

type Sums = Map<string, { posted: bigint; pending: bigint }>;

/** Adds the journal's entries up, without the sums that the balance was read from; prints each. */
async function proofOf(
  { live }: Versions,
  of: Parameters<typeof entriesBehind>[1],
  moment: Moment,
  json: true | undefined,
): Promise<{ readonly count: number; readonly sums: Sums }> {
  const sums: Sums = new Map();
  let count = 0;
  for await (const entry of entriesBehind(live, of, moment)) {
    const sum = sums.get(entry.currency) ?? { posted: 0n, pending: 0n };
    sum[entry.layer] += entry.amount;
    sums.set(entry.currency, sum);
    count += 1;
    print(json ? JSON.stringify(entryAsJson(entry)) : entryInWords(entry));
  }
  return { count, sums };
}

const provesAll = (sums: Sums, balances: PastBalanceJson): boolean =>
  balances.length === sums.size &&
  balances.every(({ currency, posted, pending }) => {
    const sum = sums.get(currency);
    return sum !== undefined && String(sum.posted) === posted && String(sum.pending) === pending;
  });

const proofInWords = (count: number, isProven: boolean): string =>
  isProven
    ? `proven: these ${count} postings of the journal add up to it`
    : `NOT PROVEN: these ${count} postings of the journal add up to something else`;

const entryInWords = ({ effectiveMs, id, event, streamId, layer, ...money }: EntryBehind): string =>
  [
    new Date(effectiveMs).toISOString(),
    id.padEnd(16),
    event.padEnd(24),
    streamId,
    `${money.amount > 0n ? 'debit ' : 'credit'} ${shownAmount(absolute(money))}`,
    ...(layer === 'pending' ? ['(only promised)'] : []),
  ].join('  ');

const entryAsJson = ({ id, streamId, event, createdMs, effectiveMs, ...leg }: EntryBehind) => ({
  ...{ entry: id, stream: streamId, event },
  created: new Date(createdMs).toISOString(),
  effective_at: new Date(effectiveMs).toISOString(),
  ...{ currency: leg.currency, layer: leg.layer, amount: String(leg.amount) },
});

const absolute = ({ amount, currency }: { amount: bigint; currency: string }) => ({
  amount: amount < 0n ? -amount : amount,
  currency,
});

/** On which side the account grows: what it holds is counted from there. */
const growsByDebit = (kind: AccountKind): boolean =>
  accountKinds[kind] === 'asset' || accountKinds[kind] === 'expense';

const asJson =
  (kind: AccountKind) =>
  ({ currency, posted, pending }: PastBalanceJson[number]) => {
    const sign = growsByDebit(kind) ? 1n : -1n;
    return { currency, balance: String(sign * BigInt(posted)), posted, pending };
  };

function balancesInWords(balances: PastBalanceJson, kind: AccountKind): string[] {
  if (balances.length === 0) return ['nothing had ever stood there'];
  const sign = growsByDebit(kind) ? 1n : -1n;
  return tableOf(
    balances.map(({ currency, posted, pending }) => [
      shownAmount({ amount: sign * BigInt(posted), currency }),
      `(${BigInt(posted) >= 0n ? 'debit' : 'credit'} balance)`,
      pending === '0'
        ? ''
        : `promised ${shownAmount({ amount: sign * BigInt(pending), currency })}`,
    ]),
  );
}
