// Puts the seals that are known outside the database and those that lie in it into one sequence. The
// ones outside are what counts; whatever the table says differently is a fault of the table.
import type { SealPublicKey } from './seal-key.js';
import { genesisSeal, sameSeal, sealHash, type Seal } from './seal.js';

export type KnownSeal = {
  readonly seal: Seal;
  /** It is kept outside the database. */
  readonly anchored: boolean;
  /** What is wrong with the seal itself, whatever the events say. */
  readonly fault: string | undefined;
};

export type SealSources = {
  /** Of one partition, in order; those of a topic may be the last ones only. */
  readonly anchors: AsyncIterable<Seal>;
  readonly table: AsyncIterable<Seal>;
  readonly publicKey: SealPublicKey | undefined;
  /** The first seal is in the middle of the partition: what it follows is not asked. */
  readonly fromTheMiddle?: boolean;
};

export async function* sealSequence(sources: SealSources): AsyncGenerator<KnownSeal> {
  let last: Seal | undefined;
  for await (const { seal, anchored, fault } of merged(sources)) {
    const follows = (last === undefined && sources.fromTheMiddle === true) || isNext(seal, last);
    yield { seal, anchored, fault: fault ?? faultOf(seal, follows, sources.publicKey) };
    last = seal;
  }
}

async function* merged({ anchors, table }: SealSources): AsyncGenerator<KnownSeal> {
  const [outside, inside] = [anchors[Symbol.asyncIterator](), table[Symbol.asyncIterator]()];
  let [anchor, kept] = [await outside.next(), await inside.next()];
  let foreign = false;
  while (!anchor.done || !kept.done) {
    if (anchor.done || (!kept.done && kept.value.through <= anchor.value.after)) {
      yield { seal: kept.value as Seal, anchored: false, fault: undefined };
      kept = await inside.next();
    } else if (!kept.done && kept.value.through < anchor.value.through) {
      foreign = true; // It ends within one that is outside.
      kept = await inside.next();
    } else {
      const beside = !kept.done && kept.value.through === anchor.value.through;
      const same = beside && sameSeal(kept.value as Seal, anchor.value);
      yield { seal: anchor.value, anchored: true, fault: tableFault(beside, same && !foreign) };
      foreign = false;
      if (beside) kept = await inside.next();
      anchor = await outside.next();
    }
  }
}

function tableFault(beside: boolean, same: boolean): string | undefined {
  if (!beside) return 'the table has lost this seal, which is known outside';
  return same ? undefined : 'the table has another seal here than the one that is known outside';
}

function isNext(seal: Seal, last: Seal | undefined): boolean {
  const previous = last === undefined ? genesisSeal : sealHash(last);
  return seal.after === (last?.through ?? 0n) && seal.previous.equals(previous);
}

function faultOf(
  seal: Seal,
  follows: boolean,
  publicKey: SealPublicKey | undefined,
): string | undefined {
  if (!follows) return 'the seal does not follow the one before it';
  if (publicKey !== undefined && !publicKey.verifies(sealHash(seal), seal.signature))
    return 'the seal is not signed with the installation’s key';
  return undefined;
}
