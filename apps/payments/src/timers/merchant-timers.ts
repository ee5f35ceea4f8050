// What happens to a merchant by the passing of time alone: money becomes available, payouts go their
// way, and the schedule makes new ones.
import { coreOf, deriveCommandId, deriveSuffix, idOf } from '@ledgerway/contracts';
import type { Merchant, Payout } from '@ledgerway/domain';
import type { Timer } from './timer.js';

export function merchantTimers(streamId: string, merchant: Merchant): Timer[] {
  return [
    ...release(streamId, merchant),
    ...merchant.payouts.flatMap((payout) => progress(streamId, payout)),
    ...schedule(streamId, merchant),
  ];
}

function release(streamId: string, { funds, releasedThrough }: Merchant): Timer[] {
  const due = funds.flatMap(({ pending }) => pending.map(({ availableAt }) => availableAt));
  if (due.length === 0) return [];
  const dueAtMs = Math.min(...due);
  return [
    {
      dueAtMs,
      commandId: deriveCommandId(streamId, 'release', String(releasedThrough), String(dueAtMs)),
      command: (at) => ({ type: 'ReleaseFunds', at }),
    },
  ];
}

function progress(streamId: string, { id: payoutId, status, ...payout }: Payout): Timer[] {
  const commandId = deriveCommandId(streamId, 'payout', payoutId, status);
  if (status === 'pending')
    return [
      {
        dueAtMs: payout.sentAt,
        commandId,
        command: (at) => ({ type: 'SendPayout', payoutId, at }),
      },
    ];
  if (status !== 'in_transit') return [];
  return [
    {
      dueAtMs: payout.arrivalAt,
      commandId,
      command: (at) => ({ type: 'PayPayout', payoutId, at }),
    },
  ];
}

function schedule(streamId: string, { nextRunAt, funds }: Merchant): Timer[] {
  if (nextRunAt === null) return [];
  const payoutIdOf = (currency: string) =>
    idOf('po', coreOf(streamId), deriveSuffix('schedule', String(nextRunAt), currency));
  const payoutIds = Object.fromEntries(
    funds.map(({ currency }) => [currency, payoutIdOf(currency)]),
  );
  return [
    {
      dueAtMs: nextRunAt,
      commandId: deriveCommandId(streamId, 'payout schedule', String(nextRunAt)),
      command: (at) => ({ type: 'RunPayoutSchedule', payoutIds, at }),
    },
  ];
}
