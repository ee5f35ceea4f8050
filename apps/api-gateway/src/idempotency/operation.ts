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

  /** Names the stream of what this operation creates; `part` tells its streams apart. */
  core(part?: string): Core {
    const parts = [this.owner.scope, this.mode, this.key, ...(part === undefined ? [] : [part])];
    return deriveCore(this.createdAtMs, ...parts);
  }

  /**
   * Also the key from which everything else derives that must not be made twice. `step` tells the
   * commands of an operation with several apart.
   */
  commandId(step?: string): string {
    const { scope } = this.owner;
    const parts = [scope, this.mode, this.key, String(this.createdAtMs), this.fingerprint];
    return deriveCommandId(...parts, ...(step === undefined ? [] : [step]));
  }

  private get mode(): 'live' | 'test' {
    return this.owner.livemode ? 'live' : 'test';
  }
}
