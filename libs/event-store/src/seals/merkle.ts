// The Merkle tree of RFC 6962, section 2.1: leaves and nodes are hashed with different first bytes,
// so that a node can never pass for a leaf.
import { createHash } from 'node:crypto';

const leafTag = Buffer.from([0]);
const nodeTag = Buffer.from([1]);

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

export const leafHash = (data: Uint8Array): Buffer => sha256(leafTag, data);

const nodeHash = (left: Buffer, right: Buffer): Buffer => sha256(nodeTag, left, right);

/** Takes leaves one by one and keeps only as many hashes as their number has binary digits. */
export class MerkleTree {
  /** Whole subtrees from left to right, each larger than the next. */
  private readonly subtrees: { readonly leaves: number; readonly hash: Buffer }[] = [];

  add(data: Uint8Array): void {
    let added = { leaves: 1, hash: leafHash(data) };
    for (
      let left = this.subtrees.at(-1);
      left?.leaves === added.leaves;
      left = this.subtrees.at(-1)
    ) {
      this.subtrees.pop();
      added = { leaves: 2 * left.leaves, hash: nodeHash(left.hash, added.hash) };
    }
    this.subtrees.push(added);
  }

  /** Of all leaves so far; of none, the hash of nothing. */
  root(): Buffer {
    const hashes = this.subtrees.map(({ hash }) => hash);
    const last = hashes.pop();
    return last === undefined
      ? sha256()
      : hashes.reduceRight((right, left) => nodeHash(left, right), last);
  }
}
