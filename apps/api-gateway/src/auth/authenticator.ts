// From the text of a key to its caller. Keys are remembered for seconds: long enough to take the
// database off the path of a request, short enough that a revoked key dies everywhere soon.
import type { Clock } from '@ledgerway/platform';
import { NaturalBatcher } from '@ledgerway/platform';
import type { Caller } from '../edge/caller.js';
import type { ApiKeyStore, StoredKey } from './api-key-store.js';
import type { KeyHash } from './key-hash.js';
import { maskedKey, parseKey } from './key-format.js';

const rememberMs = 5_000;
const maxRemembered = 10_000;
const maxQueuedLookups = 1_000;

type Candidate = { readonly hash: Buffer; readonly caller: Caller };
type Remembered = { readonly untilMs: number; readonly candidates: readonly Candidate[] };

export class Authenticator {
  private readonly remembered = new Map<string, Remembered>();
  private readonly lookups: NaturalBatcher<string, readonly Candidate[]>;

  constructor(
    store: ApiKeyStore,
    private readonly hash: KeyHash,
    private readonly clock: Clock,
  ) {
    this.lookups = new NaturalBatcher<string, readonly Candidate[]>({
      flush: async (prefixes) => {
        const keys = await store.withPrefixes([...new Set(prefixes)]);
        return prefixes.map((prefix) => keys.filter((key) => key.prefix === prefix).map(candidate));
      },
      maxBatch: 100,
      maxQueued: maxQueuedLookups,
    });
  }

  /** The caller at once if the key was seen lately; `undefined` stands for a key we did not issue. */
  authenticate(key: string): Caller | undefined | Promise<Caller | undefined> {
    const prefix = parseKey(key)?.prefix;
    if (prefix === undefined) return undefined;
    const known = this.remembered.get(prefix);
    if (known !== undefined && this.clock.now() < known.untilMs)
      return this.match(key, known.candidates);
    return this.lookUp(prefix).then((candidates) => this.match(key, candidates));
  }

  /** A key with this public start was made or revoked: the next request asks the database. */
  forget(prefix: string): void {
    this.remembered.delete(prefix);
  }

  private match(key: string, candidates: readonly Candidate[]): Caller | undefined {
    const hash = this.hash.of(key);
    return candidates.find((candidate) => this.hash.matches(hash, candidate.hash))?.caller;
  }

  private async lookUp(prefix: string): Promise<readonly Candidate[]> {
    const candidates = await this.lookups.submit(prefix);
    this.remembered.delete(prefix);
    this.remembered.set(prefix, { untilMs: this.clock.now() + rememberMs, candidates });
    if (this.remembered.size > maxRemembered) {
      const oldest = this.remembered.keys().next().value;
      if (oldest !== undefined) this.remembered.delete(oldest);
    }
    return candidates;
  }
}

function candidate({ id, kind, tenant, prefix, last4, hash }: StoredKey): Candidate {
  const masked = maskedKey(prefix, last4);
  if (kind === 'operator' || tenant === null)
    return { hash, caller: { kind: 'operator', keyId: id, masked } };
  return { hash, caller: { kind, keyId: id, masked, tenant } };
}
