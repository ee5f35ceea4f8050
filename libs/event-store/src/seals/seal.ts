// A seal fixes what stands at which positions of a partition. Each covers the positions that follow
// those of the one before it and names that one's hash, so the last seal stands for the whole
// partition. It is signed, and it is kept outside the database as well: whoever can rewrite the log,
// hashes included, can neither sign another history nor reach the seals that are outside.
//
// A leaf of its Merkle tree is the position (8 bytes, big-endian) and the event's hash. What is signed
// is the SHA-256 of netstrings (see hash-chain.ts), in order: the domain tag, partition, `after`,
// `through`, root, hash of the previous seal, and the time in milliseconds.
import { createHash } from 'node:crypto';
import { netstring } from '../netstring.js';
import { MerkleTree } from './merkle.js';
import type { SealSigner } from './seal-key.js';

export type Seal = {
  readonly partition: number;
  /** It covers the positions `after` < position <= `through`. */
  readonly after: bigint;
  readonly through: bigint;
  readonly root: Buffer;
  /** The hash of the seal before it; 32 zero bytes in the first. */
  readonly previous: Buffer;
  /** Milliseconds since the epoch. */
  readonly sealedAt: number;
  /** Ed25519, over the seal's hash. */
  readonly signature: Buffer;
  /**
   * The first 8 bytes of each event's hash. Not signed and no proof: if the root does not fit, they
   * say which event it is about.
   */
  readonly marks: Buffer;
};

export const genesisSeal: Buffer = Buffer.alloc(32);

export const markBytes = 8;

export const markOf = (eventHash: Buffer): Buffer => eventHash.subarray(0, markBytes);

const domainTag = netstring('ledgerway/seal/v1');

export function sealHash(seal: Omit<Seal, 'signature' | 'marks'>): Buffer {
  const { partition, after, through, root, previous, sealedAt } = seal;
  const places = [partition, after, through].map((place) => netstring(String(place))).join('');
  return createHash('sha256')
    .update(domainTag + places)
    .update(netstring(root))
    .update(netstring(previous))
    .update(netstring(String(sealedAt)))
    .digest();
}

/** What the tree holds of one event. */
export function leafOf(position: bigint, eventHash: Buffer): Buffer {
  const leaf = Buffer.alloc(8 + eventHash.length);
  leaf.writeBigUInt64BE(position);
  eventHash.copy(leaf, 8);
  return leaf;
}

export type ToSeal = {
  readonly partition: number;
  /** The seal that this one follows, if it is not the first. */
  readonly last: Seal | undefined;
  /** Of the events that follow, by position and without a gap; at least one. */
  readonly hashes: readonly Buffer[];
  readonly at: number;
};

export function makeSeal({ partition, last, hashes, at }: ToSeal, signer: SealSigner): Seal {
  const after = last?.through ?? 0n;
  const tree = new MerkleTree();
  hashes.forEach((hash, index) => tree.add(leafOf(after + BigInt(index + 1), hash)));
  const unsigned = {
    partition,
    after,
    through: after + BigInt(hashes.length),
    root: tree.root(),
    previous: last === undefined ? genesisSeal : sealHash(last),
    sealedAt: at,
  };
  const signature = signer.sign(sealHash(unsigned));
  return { ...unsigned, signature, marks: Buffer.concat(hashes.map(markOf)) };
}

/** Whether they say the same; where each was kept makes no difference. */
export const sameSeal = (one: Seal, other: Seal): boolean =>
  sealHash(one).equals(sealHash(other)) && one.signature.equals(other.signature);
