// One secret per installation, from which every service derives the keys it needs. It is handed in
// as a file (or in the environment, where a file cannot be mounted) and never stored by a service.
import { hkdfSync, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { ConfigError } from '../config/config.js';
import { setting } from '../config/setting.js';

/** For a service's schema: `{ ...masterKeySettings }`. One of the two must be set. */
export const masterKeySettings = {
  masterKey: setting.text('LEDGERWAY_MASTER_KEY', { optional: true, secret: true }),
  masterKeyFile: setting.text('LEDGERWAY_MASTER_KEY_FILE', { optional: true }),
};

const bytes = 32;
const expected = `${bytes} bytes as base64`;

/** @throws ConfigError if neither variable gives a key, or what they give is none. */
export function readMasterKey(config: {
  masterKey: string | undefined;
  masterKeyFile: string | undefined;
}): Buffer {
  const text = config.masterKey ?? (config.masterKeyFile && readText(config.masterKeyFile));
  if (text === undefined || text === '')
    throw new ConfigError([
      `LEDGERWAY_MASTER_KEY or LEDGERWAY_MASTER_KEY_FILE is not set; expected ${expected}`,
    ]);
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== bytes)
    throw new ConfigError([
      `the master key holds something else (not shown); expected ${expected}`,
    ]);
  return key;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError([`LEDGERWAY_MASTER_KEY_FILE: ${(error as Error).message}`]);
  }
}

/** Reads the key of an installation, or makes one on its first start. The file is for its owner only. */
export function keepMasterKey(file: string): Buffer {
  try {
    writeFileSync(file, `${randomBytes(bytes).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readMasterKey({ masterKey: undefined, masterKeyFile: file });
}

/** 32 bytes for one purpose; knowing one tells nothing about another. */
export const deriveKey = (masterKey: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', masterKey, 'ledgerway', purpose, bytes));
