// Between entries and the rows of `entries`.
import {
  isAuthorization,
  type AuthorizationEntry,
  type BookEntry,
  type DecidedAuthorization,
  type DecidedStep,
  type StepEntry,
} from './book.js';

export type EntryRow = {
  intent_id: string;
  kind: BookEntry['kind'];
  authorization_intent_id: string | null;
  merchant_id: string;
  livemode: boolean;
  instrument: string | null;
  amount: string;
  currency: string;
  final: boolean;
  note: string | null;
  outcome: DecidedAuthorization | DecidedStep;
  settles_as: DecidedStep | null;
  settles_at: Date | null;
  decided_at: Date;
};

export function toEntry(row: EntryRow): BookEntry {
  const call = {
    intentId: row.intent_id,
    kind: row.kind,
    merchantId: row.merchant_id,
    livemode: row.livemode,
    amount: BigInt(row.amount),
    currency: row.currency,
    outcome: row.outcome,
    decidedAtMs: row.decided_at.getTime(),
  };
  if (row.authorization_intent_id === null)
    return { ...call, instrument: row.instrument } as AuthorizationEntry;
  const { settles_as: outcome, settles_at: at } = row;
  return {
    ...call,
    authorizationIntentId: row.authorization_intent_id,
    final: row.final,
    note: row.note,
    settlement: outcome === null || at === null ? null : { outcome, atMs: at.getTime() },
  } as StepEntry;
}

/** One array per column, in the order of the insert statement's parameters. */
export function toColumns(entries: readonly BookEntry[]): unknown[][] {
  const rows = entries.map(toValues);
  return (rows[0] ?? []).map((_, column) => rows.map((row) => row[column]));
}

function toValues(entry: BookEntry): unknown[] {
  const step = isAuthorization(entry) ? undefined : entry;
  const settlement = step?.settlement ?? null;
  return [
    entry.intentId,
    entry.kind,
    step?.authorizationIntentId ?? null,
    entry.merchantId,
    entry.livemode,
    isAuthorization(entry) ? entry.instrument : null,
    entry.amount.toString(),
    entry.currency,
    step?.final ?? entry.kind === 'sale',
    JSON.stringify(entry.outcome),
    settlement && JSON.stringify(settlement.outcome),
    settlement && instant(settlement.atMs),
    instant(entry.decidedAtMs),
    step?.note ?? null,
  ];
}

/** Milliseconds since the epoch as PostgreSQL reads them. */
export const instant = (ms: number): string => new Date(ms).toISOString();
