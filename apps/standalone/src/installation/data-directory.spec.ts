import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataDirectory, readCredentials, writeCredentials } from './data-directory.js';

const credentials = {
  api_base: 'http://127.0.0.1:4242',
  account: 'acct_1',
  publishable_key: 'pk_test_1',
  secret_key: 'sk_test_1',
  live_publishable_key: 'pk_live_1',
  live_secret_key: 'sk_live_1',
  operator_key: 'op_1',
};
const modeOf = (file: string) => statSync(file).mode & 0o777;

describe('the data directory', () => {
  let parent: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'data directory '));
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  it('is made for its owner only, with a key that stays the same', () => {
    const path = join(parent, 'new', 'ledgerway');
    const first = openDataDirectory(path);
    expect(first.masterKey).toHaveLength(32);
    expect(openDataDirectory(path).masterKey).toEqual(first.masterKey);
    expect([modeOf(path), modeOf(join(path, 'master.key'))]).toEqual([0o700, 0o600]);
  });

  it('refuses a master key that was damaged, without showing it', () => {
    const { path } = openDataDirectory(join(parent, 'damaged'));
    writeFileSync(join(path, 'master.key'), 'c2hvcnQ=');
    expect(() => openDataDirectory(path)).toThrow(/32 bytes as base64/);
    expect(() => openDataDirectory(path)).not.toThrow(/c2hvcnQ/);
  });

  it('keeps credentials for its owner only, and knows when there are none', () => {
    const { path } = openDataDirectory(join(parent, 'kept'));
    expect(readCredentials(path)).toBeUndefined();
    writeCredentials(path, credentials);
    expect(readCredentials(path)).toEqual(credentials);
    expect(modeOf(join(path, 'credentials.json'))).toBe(0o600);
  });
});
