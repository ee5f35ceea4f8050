// What happens to a stream by the passing of time alone: an authorization that nobody captures is
// announced a day before its end and then expires; a code that nobody pays runs out; a merchant is paid.
import { coreOf, deriveCommandId, deriveSuffix, idOf } from '@ledgerway/contracts';
import { expiryNoticeMs, type StreamCommand, type StreamState } from '@ledgerway/domain';
import type { Stream } from '../processor/stream.js';
import { merchantTimers } from './merchant-timers.js';
import type { Timer } from './timer.js';

export type DueCommand = {
  readonly streamId: string;
  readonly commandId: string;
  readonly command: StreamCommand;
};

function timersOf(streamId: string, state: StreamState): Timer[] {
  return [
    ...authorizationTimers(streamId, state),
    ...actionTimers(streamId, state),
    ...(state.merchant === null ? [] : merchantTimers(streamId, state.merchant)),
  ];
}

function authorizationTimers(streamId: string, { charge }: StreamState): Timer[] {
  if (charge === null || charge.status !== 'authorized' || charge.expiresAt === null) return [];
  const { expiresAt } = charge;
  const expiry: Timer = {
    dueAtMs: expiresAt,
    commandId: deriveCommandId(streamId, 'expiry', String(expiresAt)),
    command: (at) => {
      const releaseId = idOf('re', coreOf(streamId), deriveSuffix(streamId, 'expiry'));
      return { type: 'ExpireAuthorization', releaseId, at };
    },
  };
  if (charge.expiryAnnounced) return [expiry];
  const notice: Timer = {
    dueAtMs: expiresAt - expiryNoticeMs,
    commandId: deriveCommandId(streamId, 'expiring soon', String(expiresAt)),
    command: (at) => ({ type: 'AnnounceExpiry', at }),
  };
  return [notice, expiry];
}

function actionTimers(streamId: string, { intent }: StreamState): Timer[] {
  const action = intent?.action;
  if (intent === null || !action || !('expiresAt' in action)) return [];
  const { attempt } = intent;
  return [
    {
      dueAtMs: action.expiresAt,
      commandId: deriveCommandId(streamId, 'action over', String(attempt)),
      command: (at) => ({ type: 'ExpireAction', attempt, at }),
    },
  ];
}

/** When the next timer of the stream is due; null if it has none. */
export function nextTimerMs(streamId: string, state: StreamState): number | null {
  const due = timersOf(streamId, state).map(({ dueAtMs }) => dueAtMs);
  return due.length === 0 ? null : Math.min(...due);
}

/** The commands that are due at `nowMs`, in the order of their times. */
export function dueCommands({ streamId, state }: Stream, nowMs: number): DueCommand[] {
  return timersOf(streamId, state)
    .filter(({ dueAtMs }) => dueAtMs <= nowMs)
    .map(({ commandId, command }) => ({ streamId, commandId, command: command(nowMs) }));
}
