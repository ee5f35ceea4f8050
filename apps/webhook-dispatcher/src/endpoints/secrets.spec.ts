import { randomBytes } from 'node:crypto';
import { SecretBox, toldOf } from './secrets.js';

const key = randomBytes(32);
const box = new SecretBox(key);

describe('a webhook secret', () => {
  it.each([
    ['hmac', /^whsec_[A-Za-z0-9+/]{43}=$/],
    ['ed25519', /^whsk_[A-Za-z0-9+/]{86}==$/],
  ] as const)('of type %s is the same for the same operation only', (type, shape) => {
    const made = box.derive(type, 'acct_1', 'test', 'key-1');
    expect(made.text).toMatch(shape);
    expect(box.derive(type, 'acct_1', 'test', 'key-1')).toEqual(made);
    expect(box.derive(type, 'acct_1', 'test', 'key-2').text).not.toBe(made.text);
    const other = new SecretBox(randomBytes(32));
    expect(other.derive(type, 'acct_1', 'test', 'key-1').text).not.toBe(made.text);
  });

  it('is told if it is shared; of a key only the public half', () => {
    const shared = box.derive('hmac', 'acct_1');
    expect(toldOf(shared)).toEqual({ secret: shared.text });
    expect(shared.publicKey).toBeNull();
    const key = box.derive('ed25519', 'acct_1');
    expect(toldOf(key)).toEqual({});
    expect(key.publicKey).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
  });

  it('opens with the key and for the endpoint it was sealed for', () => {
    const sealed = box.seal('whsec_abc', 'we_1');
    expect(new SecretBox(key).open(sealed, 'we_1')).toBe('whsec_abc');
  });

  it('opens for nobody else', () => {
    const sealed = box.seal('whsec_abc', 'we_1');
    expect(() => box.open(sealed, 'we_2')).toThrow();
    expect(() => new SecretBox(randomBytes(32)).open(sealed, 'we_1')).toThrow();
    sealed[sealed.length - 1]! ^= 1;
    expect(() => box.open(sealed, 'we_1')).toThrow();
  });

  it('does not show itself when sealed, nor seal alike twice', () => {
    const sealed = box.seal('whsec_abc', 'we_1');
    expect(sealed.includes('whsec_abc')).toBe(false);
    expect(box.seal('whsec_abc', 'we_1').equals(sealed)).toBe(false);
  });
});
