import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../config/config.js';
import { deriveKey, keepMasterKey, readMasterKey } from './master-key.js';

const key = Buffer.alloc(32, 7);
const none = { masterKey: undefined, masterKeyFile: undefined };

describe('the master key', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'master-key-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('is read from the environment or from a file', () => {
    const file = join(directory, 'key');
    writeFileSync(file, `${key.toString('base64')}\n`);
    expect(readMasterKey({ ...none, masterKey: key.toString('base64') })).toEqual(key);
    expect(readMasterKey({ ...none, masterKeyFile: file })).toEqual(key);
  });

  it.each([
    ['is missing', none],
    ['is too short', { ...none, masterKey: Buffer.alloc(31).toString('base64') }],
    ['is in a file that is not there', { ...none, masterKeyFile: '/nowhere/key' }],
  ])('is refused if it %s', (_what, config) => {
    expect(() => readMasterKey(config)).toThrow(ConfigError);
  });

  it('is made once and kept, for its owner only', () => {
    const file = join(directory, 'kept');
    const first = keepMasterKey(file);
    expect(keepMasterKey(file)).toEqual(first);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('gives each purpose a key of its own, always the same', () => {
    expect(deriveKey(key, 'one')).toEqual(deriveKey(key, 'one'));
    expect(deriveKey(key, 'one')).not.toEqual(deriveKey(key, 'two'));
    expect(deriveKey(key, 'one')).toHaveLength(32);
  });
});
