import { randomBytes } from 'node:crypto';
import { SecretBox } from './secrets.js';

const key = randomBytes(32);
const box = new SecretBox(key);

describe('a webhook secret', () => {
  it('is the same for the same operation, and another for any other', () => {
    const secret = box.derive('acct_1', 'test', 'key-1');
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(box.derive('acct_1', 'test', 'key-1')).toBe(secret);
    expect(box.derive('acct_1', 'test', 'key-2')).not.toBe(secret);
    expect(new SecretBox(randomBytes(32)).derive('acct_1', 'test', 'key-1')).not.toBe(secret);
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
