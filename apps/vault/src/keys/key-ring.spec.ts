import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addKey } from './key-file.js';
import { KeyRing, parseKeys } from './key-ring.js';

const masterKey = randomBytes(32);
const key = () => randomBytes(32).toString('base64');

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'key-ring-'));
  file = join(directory, 'vault.keys');
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('the ring of keys', () => {
  it('needs nothing but the master key at first', () => {
    const ring = new KeyRing({ masterKey, vaultKeysFile: file });
    expect(ring.current.version).toBe(1);
    const sealed = ring.current.seal.seal('secret', 'here');
    expect(new KeyRing({ masterKey }).of(1).open(sealed, 'here').toString()).toBe('secret');
  });

  it('wraps with the newest key and still opens with the older ones', () => {
    const ring = new KeyRing({ masterKey, vaultKeys: `3:${key()},2:${key()}` });
    expect(ring.current.version).toBe(3);
    expect(() => [ring.of(1), ring.of(2)]).not.toThrow();
    expect(() => ring.of(4)).toThrow('no key of version 4');
  });

  it('takes up a key that was added while it is in use', () => {
    const ring = new KeyRing({ masterKey, vaultKeysFile: file });
    expect(addKey(file)).toBe(2);
    expect(ring.current.version).toBe(2);
    const before = ring.current.seal.seal('secret', 'here');
    expect(addKey(file)).toBe(3);
    expect(ring.current.version).toBe(3);
    expect(ring.of(2).open(before, 'here').toString()).toBe('secret');
  });

  it.each([
    ['a version that the master key has', `1:${key()}`],
    ['a key that is too short', `2:${randomBytes(16).toString('base64')}`],
    ['a version twice', `2:${key()}\n2:${key()}`],
    ['no key at all', 'hello'],
  ])('refuses %s, without showing it', (_, text) => {
    expect(() => parseKeys(text)).toThrow('not shown');
  });
});

describe('the file of keys', () => {
  it('is for its owner only, and keeps what it had', () => {
    writeFileSync(file, `2:${key()}`);
    const before = readFileSync(file, 'utf8');
    addKey(file);
    expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`^${before.replace(/\+/g, '\\+')}\n3:`));
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is written by one process at a time, so that no version means two keys', () => {
    writeFileSync(`${file}.new`, '');
    expect(() => addKey(file)).toThrow('under way');
  });
});
