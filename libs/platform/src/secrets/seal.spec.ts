import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Seal } from './seal.js';

const seal = new Seal(randomBytes(32));

describe('a sealed secret', () => {
  it('opens where it belongs, whatever it is', () =>
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (bytes, place) => {
        const secret = Buffer.from(bytes);
        expect(seal.open(seal.seal(secret, place), place)).toEqual(secret);
      }),
    ));

  it('does not open elsewhere, nor with another key', () => {
    const sealed = seal.seal('a secret', 'row 1');
    expect(() => seal.open(sealed, 'row 2')).toThrow();
    expect(() => new Seal(randomBytes(32)).open(sealed, 'row 1')).toThrow();
  });

  it('does not open once any of its bytes was changed or lost', () => {
    const sealed = seal.seal('a secret', 'row 1');
    for (let place = 0; place < sealed.length; place++) {
      const changed = Buffer.from(sealed);
      changed[place]! ^= 1;
      expect(() => seal.open(changed, 'row 1')).toThrow();
      expect(() => seal.open(sealed.subarray(0, place), 'row 1')).toThrow();
    }
  });

  it('looks different each time', () =>
    expect(seal.seal('a secret', 'row 1')).not.toEqual(seal.seal('a secret', 'row 1')));

  it('needs a key of 32 bytes', () => expect(() => new Seal(randomBytes(16))).toThrow('32 bytes'));
});
