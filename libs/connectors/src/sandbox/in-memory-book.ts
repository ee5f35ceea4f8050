// The book of one process: for tests and simulations.
import {
  defaultEntriesLimit,
  isAuthorization,
  type AuthorizationRecord,
  type BookCall,
  type BookEntry,
  type EntriesQuery,
  type SandboxBook,
  type Settlement,
  type StepEntry,
} from './book.js';
import { decideAuthorization, decideStep } from './decide-entry.js';

export class InMemoryBook implements SandboxBook {
  private readonly byIntent = new Map<string, BookEntry>();
  private readonly stepIntents = new Map<string, string[]>();

  async record(call: BookCall, nowMs: number): Promise<BookEntry> {
    const earlier = this.byIntent.get(call.intentId);
    if (earlier !== undefined) return earlier;
    const entry = isAuthorization(call)
      ? decideAuthorization(call, nowMs)
      : decideStep(call, this.recordOf(call.authorizationIntentId), nowMs);
    this.byIntent.set(entry.intentId, entry);
    if (!isAuthorization(entry))
      this.stepIntents.set(entry.authorizationIntentId, [
        ...(this.stepIntents.get(entry.authorizationIntentId) ?? []),
        entry.intentId,
      ]);
    return entry;
  }

  async find(intentId: string, nowMs: number): Promise<BookEntry | undefined> {
    const entry = this.byIntent.get(intentId);
    const settlement = entry === undefined ? null : settlementOf(entry);
    if (settlement === null || settlement.atMs > nowMs) return entry;
    const settled = { ...entry, outcome: settlement.outcome, settlement: null } as StepEntry;
    this.byIntent.set(intentId, settled);
    return settled;
  }

  async reschedule(intentId: string, settlement: Settlement): Promise<boolean> {
    const entry = this.byIntent.get(intentId);
    if (entry === undefined || settlementOf(entry) === null) return false;
    this.byIntent.set(intentId, { ...entry, settlement } as StepEntry);
    return true;
  }

  async entries(query: EntriesQuery = {}): Promise<BookEntry[]> {
    return [...this.byIntent.values()]
      .filter((entry) => matches(entry, query))
      .sort((a, b) => Buffer.compare(Buffer.from(a.intentId), Buffer.from(b.intentId)))
      .slice(0, query.limit ?? defaultEntriesLimit);
  }

  private recordOf(authorizationIntentId: string): AuthorizationRecord | undefined {
    const authorization = this.byIntent.get(authorizationIntentId);
    if (authorization === undefined || !isAuthorization(authorization)) return undefined;
    const steps = (this.stepIntents.get(authorizationIntentId) ?? []).map(
      (intentId) => this.byIntent.get(intentId) as StepEntry,
    );
    return { authorization, steps };
  }
}

const settlementOf = (entry: BookEntry) => (isAuthorization(entry) ? null : entry.settlement);

function matches(entry: BookEntry, query: EntriesQuery): boolean {
  const { kinds, merchantId, livemode, authorizationIntentId, afterIntentId } = query;
  const onAuthorization = isAuthorization(entry) ? undefined : entry.authorizationIntentId;
  return (
    (kinds === undefined || kinds.includes(entry.kind)) &&
    (merchantId === undefined || entry.merchantId === merchantId) &&
    (livemode === undefined || entry.livemode === livemode) &&
    (authorizationIntentId === undefined || onAuthorization === authorizationIntentId) &&
    (afterIntentId === undefined ||
      Buffer.compare(Buffer.from(entry.intentId), Buffer.from(afterIntentId)) > 0)
  );
}
