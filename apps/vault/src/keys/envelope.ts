// Each card has a data key of its own, and that key is wrapped with a key of the ring. A rotation
// wraps data keys anew and touches no card.
import { randomBytes } from 'node:crypto';
import { Seal } from '@ledgerway/platform';
import type { KeyRing } from './key-ring.js';

/** The row that an envelope belongs to. Moved to any other, it does not open. */
export type CardRow = {
  readonly instrument: string;
  readonly merchantId: string;
  readonly livemode: boolean;
};

export type WrappedKey = { readonly keyVersion: number; readonly wrappedKey: Buffer };
export type Envelope = WrappedKey & { readonly sealed: Buffer };

const cardPlace = (row: CardRow) => `card of ${placeOf(row)}`;
const keyPlace = (row: CardRow, version: number) => `key ${version} of ${placeOf(row)}`;
const placeOf = ({ instrument, merchantId, livemode }: CardRow) =>
  JSON.stringify([instrument, merchantId, livemode]);

export class Envelopes {
  constructor(private readonly ring: KeyRing) {}

  seal(secret: string, row: CardRow): Envelope {
    const dataKey = randomBytes(32);
    return { ...this.wrap(dataKey, row), sealed: new Seal(dataKey).seal(secret, cardPlace(row)) };
  }

  /** @throws if anything of it was changed or moved, or its key is not in the ring */
  open(envelope: Envelope, row: CardRow): string {
    const dataKey = new Seal(this.unwrap(envelope, row));
    return dataKey.open(envelope.sealed, cardPlace(row)).toString('utf8');
  }

  /** The same data key under the newest key. */
  rewrap(wrapped: WrappedKey, row: CardRow): WrappedKey {
    return this.wrap(this.unwrap(wrapped, row), row);
  }

  private wrap(dataKey: Buffer, row: CardRow): WrappedKey {
    const { version, seal } = this.ring.current;
    return { keyVersion: version, wrappedKey: seal.seal(dataKey, keyPlace(row, version)) };
  }

  private unwrap({ keyVersion, wrappedKey }: WrappedKey, row: CardRow): Buffer {
    return this.ring.of(keyVersion).open(wrappedKey, keyPlace(row, keyVersion));
  }
}
