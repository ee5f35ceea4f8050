import { deriveCommandId, deriveCore, type Core, type RequestOrigin } from '@ledgerway/contracts';

/** Whose key it is: an account (or the operator) in one mode. */
export type Scope = { readonly scope: string; readonly livemode: boolean };

/**
 * One thing that a client wants done once. It is the same however often it is asked for, by any
 * gateway and after any crash, since every id that it makes derives from what the key's row holds.
 */
export class Operation {
  constructor(
    readonly owner: Scope,
    private readonly key: string,
    private readonly fingerprint: string,
    /** When the key was first used. */
    readonly createdAtMs: number,
    /** The request that came first. */
    readonly origin: RequestOrigin,
  ) {}

  /** Names the stream of what this operation creates. */
  core(): Core {
    return deriveCore(this.createdAtMs, this.owner.scope, this.mode, this.key);
  }

  /** Also the key from which everything else derives that must not be made twice. */
  commandId(): string {
    const { scope } = this.owner;
    return deriveCommandId(scope, this.mode, this.key, String(this.createdAtMs), this.fingerprint);
  }

  private get mode(): 'live' | 'test' {
    return this.owner.livemode ? 'live' : 'test';
  }
}
