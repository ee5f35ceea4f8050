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
import type { Notice } from '../port.js';
import { decideAuthorization, decideStep } from './decide-entry.js';
import { closedNotice, openedNotice, returnedNotice, type Judgement } from './notices.js';

export class InMemoryBook implements SandboxBook {
  private readonly byIntent = new Map<string, BookEntry>();
  private readonly stepIntents = new Map<string, string[]>();
  private readonly told = new Map<string, Notice>();
  private readonly heard = new Set<string>();

  async record(call: BookCall, nowMs: number): Promise<BookEntry> {
    const earlier = this.byIntent.get(call.intentId);
    if (earlier !== undefined) return earlier;
    const entry = isAuthorization(call)
      ? decideAuthorization(call, nowMs)
      : decideStep(call, this.recordOf(call.authorizationIntentId), nowMs);
    this.byIntent.set(entry.intentId, entry);
    if (entry.kind === 'cancel_refund' && entry.outcome.kind === 'done') this.cancel(entry.note);
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

  async returnRefund(intentId: string, failure: string): Promise<boolean> {
    const entry = this.byIntent.get(intentId);
    if (entry?.kind !== 'refund' || entry.outcome.kind !== 'done') return false;
    this.byIntent.set(intentId, { ...entry, outcome: { kind: 'failed', failure } });
    const record = this.recordOf(entry.authorizationIntentId);
    if (record !== undefined) this.tell(returnedNotice(record.authorization, intentId, failure));
    return true;
  }

  async notices(limit: number, nowMs: number): Promise<Notice[]> {
    for (const intentId of this.byIntent.keys()) {
      const record = this.recordOf(intentId);
      if (record !== undefined) this.tellOfDispute(record, nowMs);
    }
    return [...this.told.values()]
      .filter(({ noticeId }) => !this.heard.has(noticeId))
      .slice(0, limit);
  }

  async acknowledge(noticeIds: readonly string[]): Promise<void> {
    for (const noticeId of noticeIds) this.heard.add(noticeId);
  }

  async entries(query: EntriesQuery = {}): Promise<BookEntry[]> {
    return [...this.byIntent.values()]
      .filter((entry) => matches(entry, query))
      .sort((a, b) => Buffer.compare(Buffer.from(a.intentId), Buffer.from(b.intentId)))
      .slice(0, query.limit ?? defaultEntriesLimit);
  }

  private tellOfDispute({ authorization, steps }: AuthorizationRecord, nowMs: number): void {
    const done = (kind: string) =>
      steps.find((step) => step.kind === kind && step.outcome.kind === 'done');
    const approved = authorization.outcome.kind === 'approved';
    if (approved && (authorization.kind === 'sale' || done('capture') !== undefined))
      this.tell(openedNotice(authorization, nowMs));
    const judged = steps.find((step) => step.kind === 'evidence' && step.note !== null);
    if (judged !== undefined) this.tell(closedNotice(authorization, judged.note as Judgement));
  }

  private tell(notice: Notice | undefined): void {
    if (notice !== undefined && !this.told.has(notice.noticeId))
      this.told.set(notice.noticeId, notice);
  }

  private cancel(refundIntentId: string | null): void {
    const refund = this.byIntent.get(refundIntentId ?? '');
    if (refund?.kind !== 'refund') return;
    const outcome = { kind: 'failed', failure: 'canceled' } as const;
    this.byIntent.set(refund.intentId, { ...refund, outcome, settlement: null });
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
