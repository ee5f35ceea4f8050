// Which parts of this process work. Parts register themselves; probes only ask.

/** Resolves when the part works; rejects with the reason when it does not. */
export type HealthCheck = () => Promise<void> | void;
export type PartHealth = { ready: true } | { ready: false; reason: string };
export type HealthReport = { status: 'ok' | 'unavailable'; parts: Record<string, PartHealth> };

type Part = { check: HealthCheck; timeoutMs: number };

export class HealthRegistry {
  private readonly parts = new Map<string, Part>();
  private running: Promise<HealthReport> | undefined;
  private draining = false;

  /** A check that has not answered after `timeoutMs` counts as not ready. */
  register(name: string, check: HealthCheck, { timeoutMs = 2_000 } = {}): void {
    if (this.parts.has(name)) throw new Error(`health check ${name} is already registered`);
    this.parts.set(name, { check, timeoutMs });
  }

  /** From now on the process is not ready: it answers what it has and takes nothing new. */
  drain(): void {
    this.draining = true;
  }

  /** The process runs and its event loop turns: answering at all is the proof. */
  live(): HealthReport {
    return { status: 'ok', parts: {} };
  }

  /** Runs all checks at once; askers that come meanwhile share the same run. */
  ready(): Promise<HealthReport> {
    this.running ??= this.runChecks().finally(() => (this.running = undefined));
    return this.running;
  }

  private async runChecks(): Promise<HealthReport> {
    const checked = [...this.parts].map(
      async ([name, part]) => [name, await runCheck(part)] as const,
    );
    const parts: Record<string, PartHealth> = Object.fromEntries(await Promise.all(checked));
    if (this.draining) parts['process'] = { ready: false, reason: 'shutting down' };
    const ready = Object.values(parts).every((part) => part.ready);
    return { status: ready ? 'ok' : 'unavailable', parts };
  }
}

async function runCheck({ check, timeoutMs }: Part): Promise<PartHealth> {
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([(async () => check())(), tooSlow]);
    return { ready: true };
  } catch (error) {
    return { ready: false, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
