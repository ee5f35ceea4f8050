// From the text of a key or an access token to whom it was issued.
import type { Clock } from '@ledgerway/platform';
import type { Credential, IssuedSecret } from './credential.js';
import { parseKey } from './key-format.js';
import type { KeyHash } from './key-hash.js';
import { RecentLookups } from './recent-lookups.js';

/** Finds what was issued with these public starts. */
export type SecretStore = {
  withPrefixes(prefixes: readonly string[]): Promise<readonly IssuedSecret[]>;
};

export type SecretStores = { readonly keys: SecretStore; readonly tokens: SecretStore };

export class Authenticator {
  private readonly lookups: RecentLookups<readonly IssuedSecret[]>;

  constructor(
    stores: SecretStores,
    private readonly hash: KeyHash,
    clock: Clock,
  ) {
    this.lookups = new RecentLookups((prefixes) => issuedWith(stores, prefixes), clock);
  }

  /** At once if it was seen lately; `undefined` stands for a text that we did not issue. */
  authenticate(secret: string): Credential | undefined | Promise<Credential | undefined> {
    const prefix = parseKey(secret)?.prefix;
    if (prefix === undefined) return undefined;
    const issued = this.lookups.get(prefix);
    return issued instanceof Promise
      ? issued.then((found) => this.match(secret, found))
      : this.match(secret, issued);
  }

  /** A secret with this public start was made or revoked: the next request asks the database. */
  forget(prefix: string): void {
    this.lookups.forget(prefix);
  }

  private match(secret: string, issued: readonly IssuedSecret[] = []): Credential | undefined {
    const hash = this.hash.of(secret);
    return issued.find((one) => this.hash.matches(hash, one.hash))?.credential;
  }
}

async function issuedWith({ keys, tokens }: SecretStores, prefixes: readonly string[]) {
  const ofTokens = prefixes.filter((prefix) => parseStart(prefix) === 'at');
  const ofKeys = prefixes.filter((prefix) => parseStart(prefix) !== 'at');
  const found = await Promise.all([
    ofKeys.length > 0 ? keys.withPrefixes(ofKeys) : [],
    ofTokens.length > 0 ? tokens.withPrefixes(ofTokens) : [],
  ]);
  return Map.groupBy(found.flat(), ({ prefix }) => prefix);
}

const parseStart = (prefix: string) => prefix.slice(0, prefix.indexOf('_'));
