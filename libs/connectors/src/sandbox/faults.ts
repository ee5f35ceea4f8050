// Faults that a merchant has asked the sandbox to show, per merchant and mode, for its next calls.

export const faultKinds = ['none', 'timeout', 'timeout_before', 'reset', 'late_response'] as const;
/**
 * - `timeout`: the acquirer acts, but its answer never comes.
 * - `timeout_before`: the call never reaches the acquirer, and nothing comes back.
 * - `reset`: the connection breaks before the acquirer has the call; the caller knows at once.
 * - `late_response`: the acquirer acts after the caller has given up.
 * - `none`: no fault but the latency.
 */
export type FaultKind = (typeof faultKinds)[number];

/** The latency comes on top of the answer's own time. */
export type Fault = { readonly fail: FaultKind; readonly latencyMs: number };
/** `count`: how many calls misbehave. It replaces what was left of an earlier program. */
export type FaultProgram = Fault & { readonly count: number };
export type FaultScope = { readonly merchantId: string; readonly livemode: boolean };

export const noFault: Fault = { fail: 'none', latencyMs: 0 };

export interface SandboxFaults {
  program(scope: FaultScope, program: FaultProgram): Promise<void>;
  /** The fault of this call, which it uses up. */
  next(scope: FaultScope): Promise<Fault>;
}

export const scopeKey = ({ merchantId, livemode }: FaultScope): string =>
  `${merchantId} ${livemode ? 'live' : 'test'}`;

/** The faults of one process: for tests and simulations. */
export class InMemoryFaults implements SandboxFaults {
  private readonly programs = new Map<string, FaultProgram>();

  async program(scope: FaultScope, program: FaultProgram): Promise<void> {
    this.programs.set(scopeKey(scope), program);
  }

  async next(scope: FaultScope): Promise<Fault> {
    const key = scopeKey(scope);
    const program = this.programs.get(key);
    if (program === undefined || program.count <= 0) return noFault;
    if (program.count === 1) this.programs.delete(key);
    else this.programs.set(key, { ...program, count: program.count - 1 });
    return program;
  }
}
