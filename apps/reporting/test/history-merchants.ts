// What happens to the money of merchants in a history: it is told, paid out, held back, converted.
import { deriveSuffix, idOf, parseId } from '@ledgerway/contracts';
import {
  fundsOf,
  type Merchant,
  type MerchantCommand,
  type PayoutSchedule,
  type PayoutStatus,
} from '@ledgerway/domain';
import { merchantStreamId, movementsFor } from './fed-merchants.js';
import type { Step } from './histories.js';
import { tenantOfHistory } from './history-charges.js';
import type { WrittenLog } from './written-log.js';

export const merchantIdOfHistory = (of: number): string => merchantStreamId(tenantOfHistory(of));

const schedules: readonly PayoutSchedule[] = [
  { interval: 'manual' },
  { interval: 'daily' },
  { interval: 'weekly', weeklyAnchor: 3 },
  { interval: 'monthly', monthlyAnchor: 31 },
];
const undescribed = { description: null, statementDescriptor: null, metadata: {} };

type About = {
  readonly merchant: Merchant | null;
  readonly step: Step;
  readonly index: number;
  readonly asked: { readonly caller: { merchantId: string; livemode: boolean }; at: number };
};

export function merchantCommand(
  log: WrittenLog,
  step: Step,
  index: number,
  at: number,
): MerchantCommand | undefined {
  const { merchant } = log.stream(merchantIdOfHistory(step.of)).state;
  const caller = tenantOfHistory(step.of);
  const about = { merchant, step, index, asked: { caller, at } };
  const { asked } = about;
  switch (step.does) {
    case 'feed':
      return { type: 'RecordFunds', ...caller, movements: told(log, merchant, step), at };
    case 'release':
      return { type: 'ReleaseFunds', at };
    case 'schedule':
      return { type: 'SetPayoutSchedule', ...asked, schedule: schedules[index % 4]! };
    case 'run': {
      const payoutIds = { hkd: idIn(about, 'po', 'hkd'), usd: idIn(about, 'po', 'usd') };
      return { type: 'RunPayoutSchedule', payoutIds, at };
    }
    case 'report':
      return reported(about);
    case 'pay':
    case 'hold':
    case 'free':
    case 'convert':
      return spending(about);
    default:
      return onPayout(about);
  }
}

/** Some of what is new, after some of what is known: what comes twice counts once. */
function told(log: WrittenLog, merchant: Merchant | null, { of, amount }: Step) {
  const movements = movementsFor(log, tenantOfHistory(of));
  const positions = merchant?.positions ?? {};
  const isKnown = ({ partition, position }: (typeof movements)[number]) =>
    position <= (positions[String(partition)] ?? 0);
  const news = movements.filter((one) => !isKnown(one));
  const some = amount === null ? news : news.slice(0, amount % 10);
  return [...movements.filter(isKnown).slice(-3), ...some];
}

const idIn = ({ asked, index }: About, prefix: 'fx' | 'po' | 'rsv' | 'frr', what: string): string =>
  idOf(prefix, parseId(merchantStreamId(asked.caller))!.core, deriveSuffix(what, String(index)));

/** Of everything that is there, or of an amount that may be more than that. */
function spending(about: About): MerchantCommand | undefined {
  const { merchant, step, asked } = about;
  const currency = merchant?.funds.findLast(({ available }) => available > 0n)?.currency ?? 'hkd';
  const { available } = fundsOf(merchant, currency);
  const amount = step.amount === null || step.final ? available : BigInt(step.amount);
  switch (step.does) {
    case 'pay': {
      const payout = { id: idIn(about, 'po', 'payout'), amount, currency, ...undescribed };
      return { type: 'CreatePayout', ...asked, payout };
    }
    case 'hold': {
      const reserveId = idIn(about, 'rsv', 'reserve');
      const held = { amount: (amount + 1n) / 2n, currency, description: null };
      return { type: 'HoldReserve', ...asked, reserveId, ...held };
    }
    case 'free': {
      const reserve = merchant?.reserves.at(-1);
      if (reserve === undefined) return undefined;
      const part = step.final ? null : (reserve.amount + 1n) / 2n;
      const names = { reserveId: reserve.id, releaseId: idIn(about, 'rsv', 'release') };
      return { type: 'ReleaseReserve', ...asked, ...names, amount: part };
    }
    default: {
      const [to, numerator] = currency === 'usd' ? ['hkd', 7_800n] : ['usd', 128n];
      const terms = { rate: { numerator, denominator: 1_000n }, marginBps: 150 } as const;
      const from = { currency, amount: (amount + 2n) / 3n };
      const conversionId = idIn(about, 'fx', 'conversion');
      return { type: 'ConvertFunds', ...asked, conversionId, from, to, ...terms };
    }
  }
}

const targets: Readonly<Record<string, readonly PayoutStatus[]>> = {
  send: ['pending'],
  settle: ['in_transit'],
  cancel: ['pending'],
  update: ['pending', 'in_transit'],
  reverse: ['paid'],
  fail: ['pending', 'in_transit', 'paid'],
};

/** The latest payout that fits; if there is none, any of them: it is refused. */
function onPayout(about: About): MerchantCommand | undefined {
  const { merchant, step, asked, index } = about;
  const payouts = merchant?.payouts ?? [];
  const fitting = payouts.findLast(({ status }) => targets[step.does]!.includes(status));
  const payoutId = (fitting ?? payouts[0])?.id;
  if (payoutId === undefined) return undefined;
  switch (step.does) {
    case 'send':
      return { type: 'SendPayout', payoutId, at: asked.at };
    case 'settle':
      return { type: 'PayPayout', payoutId, at: asked.at };
    case 'cancel':
      return { type: 'CancelPayout', ...asked, payoutId };
    case 'update':
      return { type: 'UpdatePayout', ...asked, payoutId, metadata: { note: String(index) } };
    case 'reverse': {
      const reversalId = idIn(about, 'po', 'reversal');
      return { type: 'ReversePayout', ...asked, payoutId, reversalId, metadata: {} };
    }
    default: {
      const failure = { code: 'account_closed', message: 'The account is closed.' };
      return { type: 'FailPayout', ...asked, payoutId, failure };
    }
  }
}

/** A report that was made, or could not be. */
function reported(about: About): MerchantCommand {
  const { step, asked } = about;
  const failureMessage = step.final ? null : 'The report could not be made.';
  return {
    type: 'RecordReportRun',
    ...asked,
    run: {
      id: idIn(about, 'frr', 'report'),
      ...{ reportType: 'balance.summary.1', parameters: { timezone: 'Etc/UTC' } },
      status: step.final ? 'succeeded' : 'failed',
      failureMessage,
      result: step.final ? { id: 'file_1', object: 'file' } : null,
      ...{ createdAt: asked.at, endedAt: asked.at },
    },
  };
}
