// Ids of settlement follow from what they name, so that a file that comes again, or in parts over
// several gateways, always means the same streams.
import { deriveCore, deriveSuffix, idOf, parseId, type Core } from '../ids.js';

const modeOf = (livemode: boolean) => (livemode ? 'live' : 'test');

/** Streams of settlement have no time of their own in their names: they follow from the files alone. */
const noTime = 0;

export const settlementCore = (acquirer: string, livemode: boolean, batch: string): Core =>
  deriveCore(noTime, 'settlement', acquirer, modeOf(livemode), batch);

export const settlementIdOf = (acquirer: string, livemode: boolean, batch: string): string =>
  idOf('stl', settlementCore(acquirer, livemode, batch));

export const bankStatementIdOf = (account: string, livemode: boolean, statement: string): string =>
  idOf('bst', deriveCore(noTime, 'bank_statement', account, modeOf(livemode), statement));

/** The stream of a statement, by its id. */
export function bankStatementCore(id: string): Core {
  const parsed = parseId(id);
  if (parsed === undefined) throw new Error(`No bank statement: ${id}`);
  return parsed.core;
}

/** A break in the stream of a batch or of a statement; `what` tells those of one stream apart. */
export function breakIdIn(ownerId: string, ...what: readonly string[]): string {
  const owner = parseId(ownerId);
  if (owner === undefined) throw new Error(`No settlement or statement: ${ownerId}`);
  return idOf('brk', owner.core, deriveSuffix('break', ...what));
}

/** The break of a movement of ours that no file mentions: what is done about it has its own stream. */
export const movementBreakIdOf = (eventName: string, type: string): string =>
  idOf('brk', deriveCore(noTime, 'settlement_movement', eventName, type));
