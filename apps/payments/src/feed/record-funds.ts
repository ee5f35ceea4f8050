// The commands that tell merchants' streams of facts.
import {
  deriveCommandId,
  encodeCommandRecord,
  merchantCore,
  partitionOf,
  streamIdOf,
} from '@ledgerway/contracts';
import type { Movement, StreamCommand } from '@ledgerway/domain';
import type { OutgoingRecord } from '@ledgerway/messaging';
import { noOrigin } from '../processor/stream.js';
import type { Fact } from './facts.js';

/** Keeps a command's record below 100 kB. */
const maxMovements = 500;

/**
 * One record for each merchant, or several if there is much to tell. The facts of one log partition
 * must be in order. The same facts make the same command.
 */
export function recordFunds(
  facts: readonly Fact[],
  partitions: number,
  now: (merchantId: string, livemode: boolean) => number,
): OutgoingRecord[] {
  return [...byMerchant(facts)].flatMap(([, its]) => {
    const [{ merchantId, livemode }] = its as [Fact, ...Fact[]];
    const core = merchantCore(merchantId, livemode);
    const streamId = streamIdOf(core);
    return pagesOf(its.map(({ movement }) => movement)).map((movements) => {
      const at = now(merchantId, livemode);
      const command: StreamCommand = { type: 'RecordFunds', merchantId, livemode, movements, at };
      const id = deriveCommandId(streamId, 'funds', ...movements.map(placeOf));
      const record = { id, streamId, replyTo: null, origin: noOrigin, command };
      return { partition: partitionOf(core, partitions), value: encodeCommandRecord(record) };
    });
  });
}

const placeOf = ({ partition, position }: Movement) => `${partition}:${position}`;

function byMerchant(facts: readonly Fact[]): Map<string, Fact[]> {
  const groups = new Map<string, Fact[]>();
  for (const fact of facts) {
    const key = `${fact.merchantId} ${fact.livemode}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [fact]);
    else group.push(fact);
  }
  return groups;
}

function pagesOf(movements: readonly Movement[]): Movement[][] {
  const pages: Movement[][] = [];
  for (let from = 0; from < movements.length; from += maxMovements)
    pages.push(movements.slice(from, from + maxMovements));
  return pages;
}
