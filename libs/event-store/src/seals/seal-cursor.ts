import { MerkleTree } from './merkle.js';
import type { KnownSeal } from './seal-sequence.js';
import { leafOf, markBytes, markOf, type Seal } from './seal.js';

/** What an event's place in its seal says against it. */
export type SealFinding =
  | { readonly kind: 'elsewhere'; readonly position: bigint }
  | { readonly kind: 'another' }
  | { readonly kind: 'root'; readonly seal: Seal }
  | { readonly kind: 'fault'; readonly seal: Seal; readonly fault: string };

/** Follows the seals of one partition beside its events; holds one seal at a time. */
export class SealCursor {
  private current: KnownSeal | undefined;
  private next: KnownSeal | undefined;
  private tree = new MerkleTree();
  /** Up to here seals were found to fit, and up to here seals that are kept outside. */
  sealedThrough = 0n;
  anchoredThrough = 0n;

  private constructor(private readonly seals: AsyncIterator<KnownSeal>) {}

  /** @param after nothing up to here is looked at, but the seals themselves are */
  static async open(seals: AsyncIterable<KnownSeal>, after: bigint): Promise<SealCursor> {
    const cursor = new SealCursor(seals[Symbol.asyncIterator]());
    await cursor.read();
    while (cursor.next !== undefined && cursor.next.seal.through <= after) {
      if (cursor.next.fault !== undefined) break;
      cursor.passed(cursor.next);
      await cursor.read();
    }
    return cursor;
  }

  /** Where events have to be read from so that the first seal can be judged as a whole. */
  startBefore(after: bigint): bigint {
    const seal = this.next?.seal;
    return seal !== undefined && seal.after < after ? seal.after : after;
  }

  /** Whether `moveTo` has to be called before the event at this position is taken. */
  isBehind(position: bigint): boolean {
    return (
      (this.current === undefined || position > this.current.seal.through) &&
      this.next !== undefined &&
      position > this.next.seal.after
    );
  }

  async moveTo(position: bigint): Promise<void> {
    while (this.isBehind(position)) {
      this.current = this.next;
      this.tree = new MerkleTree();
      await this.read();
    }
  }

  /** The seal that covers the positions after this one, if there is any. */
  coveringAfter(position: bigint): KnownSeal | undefined {
    if (this.current !== undefined && position < this.current.seal.through) return this.current;
    return this.next;
  }

  take(position: bigint, hash: Buffer): SealFinding | undefined {
    if (this.current === undefined || position > this.current.seal.through) return undefined;
    const { seal, fault } = this.current;
    const place = Number(position - seal.after - 1n) * markBytes;
    const mark = markOf(hash);
    if (place < seal.marks.length && !mark.equals(seal.marks.subarray(place, place + markBytes)))
      return elsewhere(seal, mark) ?? { kind: 'another' };
    this.tree.add(leafOf(position, hash));
    if (position < seal.through) return undefined;
    if (!this.tree.root().equals(seal.root)) return { kind: 'root', seal };
    if (fault !== undefined) return { kind: 'fault', seal, fault };
    this.passed(this.current);
    return undefined;
  }

  private passed({ seal, anchored }: KnownSeal): void {
    this.sealedThrough = seal.through;
    if (anchored) this.anchoredThrough = seal.through;
  }

  private async read(): Promise<void> {
    const { value, done } = await this.seals.next();
    this.next = done === true ? undefined : (value as KnownSeal);
  }
}

function elsewhere(seal: Seal, mark: Buffer): SealFinding | undefined {
  for (let place = 0; place < seal.marks.length; place += markBytes)
    if (mark.equals(seal.marks.subarray(place, place + markBytes)))
      return { kind: 'elsewhere', position: seal.after + BigInt(place / markBytes + 1) };
  return undefined;
}
