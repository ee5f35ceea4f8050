// Ends what nobody captured in time: after seven days an authorization expires.
import { coreOf, deriveCommandId, deriveSuffix, idOf } from '@ledgerway/contracts';
import type { ChargeCommand } from '@ledgerway/domain';
import type { Stream } from '../processor/stream.js';

/** The command that expires this stream's authorization; none while there is nothing to expire. */
export function expiryOf(
  { streamId, state }: Stream,
  nowMs: number,
): { streamId: string; commandId: string; command: ChargeCommand } | undefined {
  if (state.status !== 'authorized' || state.expiresAt === null) return undefined;
  if (nowMs < state.expiresAt) return undefined;
  const releaseId = idOf('re', coreOf(streamId), deriveSuffix(streamId, 'expiry'));
  const commandId = deriveCommandId(streamId, 'expiry', String(state.expiresAt));
  return { streamId, commandId, command: { type: 'ExpireAuthorization', releaseId, at: nowMs } };
}
