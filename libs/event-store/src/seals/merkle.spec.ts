import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { leafHash, MerkleTree } from './merkle.js';

const rootOf = (leaves: readonly Uint8Array[]): string => {
  const tree = new MerkleTree();
  for (const leaf of leaves) tree.add(leaf);
  return tree.root().toString('hex');
};

describe('the Merkle tree', () => {
  // The test vectors of Certificate Transparency's own implementations.
  const leaves = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ].map((hex) => Buffer.from(hex, 'hex'));

  it.each([
    [0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    [1, '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
    [2, 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
    [3, 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
    [4, 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'],
    [8, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
  ])('has the known root over %i leaves', (count, root) =>
    expect(rootOf(leaves.slice(0, count))).toBe(root),
  );

  it('is what the definition says, over any number of leaves', () => {
    const byDefinition = (data: readonly Uint8Array[]): Buffer => {
      if (data.length === 1) return leafHash(data[0]!);
      const split = 2 ** Math.floor(Math.log2(data.length - 1));
      return createHash('sha256')
        .update(Buffer.from([1]))
        .update(byDefinition(data.slice(0, split)))
        .update(byDefinition(data.slice(split)))
        .digest();
    };
    fc.assert(
      fc.property(fc.array(fc.uint8Array(), { minLength: 1, maxLength: 70 }), (data) =>
        expect(rootOf(data)).toBe(byDefinition(data).toString('hex')),
      ),
    );
  });
});
