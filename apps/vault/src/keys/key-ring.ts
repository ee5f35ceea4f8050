// The key-encryption keys, by version. Version 1 derives from the installation's master key, so that
// a new installation needs nothing more; later ones are random and come from a file or the
// environment. The newest wraps; all of them unwrap.
import { readFileSync, statSync } from 'node:fs';
import { ConfigError, deriveKey, Seal, setting } from '@ledgerway/platform';

/** For a process's schema. One of the two may be set; the first wins. */
export const vaultKeySettings = {
  vaultKeys: setting.text('LEDGERWAY_VAULT_KEYS', { optional: true, secret: true }),
  vaultKeysFile: setting.text('LEDGERWAY_VAULT_KEYS_FILE', { optional: true }),
};

export type KeyRingSource = {
  readonly masterKey: Buffer;
  readonly vaultKeys?: string | undefined;
  /** May be missing until the first rotation. */
  readonly vaultKeysFile?: string | undefined;
};

const bytes = 32;
const expected = `expected lines such as 2:<${bytes} bytes as base64>, with versions from 2 on`;

/** Versions 2 and on, from lines (or a comma-separated list) of `version:key`. */
export function parseKeys(text: string): ReadonlyMap<number, Buffer> {
  const entries = text.split(/[\n,]/).filter((line) => line.trim() !== '');
  const keys = new Map<number, Buffer>();
  for (const entry of entries) {
    const [, version, base64] = /^\s*(\d{1,6}):([A-Za-z0-9+/]+={0,2})\s*$/.exec(entry) ?? [];
    const key = Buffer.from(base64 ?? '', 'base64');
    if (Number(version) < 2 || key.length !== bytes || keys.has(Number(version)))
      throw new ConfigError([`the vault's keys hold something else (not shown); ${expected}`]);
    keys.set(Number(version), key);
  }
  return keys;
}

/** A row names a key that this process was not given. */
export class UnknownKeyVersion extends Error {
  override readonly name = 'UnknownKeyVersion';
  constructor(version: number) {
    super(`the vault has no key of version ${version}: give it all keys that were ever in use`);
  }
}

export class KeyRing {
  private seals = new Map<number, Seal>();
  private seen: string | undefined;

  /** @throws ConfigError if the source is set and holds no keys */
  constructor(private readonly source: KeyRingSource) {
    this.load();
  }

  /** What new data keys are wrapped with. A file that a rotation has replaced is read again. */
  get current(): { readonly version: number; readonly seal: Seal } {
    this.refresh();
    const version = Math.max(...this.seals.keys());
    return { version, seal: this.of(version) };
  }

  /** @throws UnknownKeyVersion */
  of(version: number): Seal {
    if (!this.seals.has(version)) this.refresh();
    const seal = this.seals.get(version);
    if (seal === undefined) throw new UnknownKeyVersion(version);
    return seal;
  }

  /** Keys of a file that has gone away stay: cards are still under them. */
  private refresh(): void {
    const state = this.fileState();
    if (state !== undefined && state !== this.seen) this.load();
  }

  private load(): void {
    const { masterKey, vaultKeys, vaultKeysFile } = this.source;
    const seen = this.fileState();
    const text = vaultKeys ?? (seen === undefined ? '' : readFileSync(vaultKeysFile!, 'utf8'));
    const first = [1, deriveKey(masterKey, 'vault-key-1')] as const;
    const all = [first, ...parseKeys(text)];
    this.seals = new Map(all.map(([version, key]) => [version, new Seal(key)]));
    this.seen = seen;
  }

  /** Changes when the file is replaced; undefined while there is none. */
  private fileState(): string | undefined {
    const { vaultKeys, vaultKeysFile } = this.source;
    if (vaultKeys !== undefined || vaultKeysFile === undefined) return undefined;
    const stat = statSync(vaultKeysFile, { bigint: true, throwIfNoEntry: false });
    return stat && `${stat.ino} ${stat.size} ${stat.mtimeNs}`;
  }
}
