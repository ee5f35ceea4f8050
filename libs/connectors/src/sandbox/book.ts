// The acquirer's own record of what it did. It is kept apart from our event log and decided on its
// own, so comparing the two shows what either of them lost, doubled or made up.
import type { AuthorizationOutcome, RefundOutcome } from '@ledgerway/domain';
import type { Notice } from '../port.js';
import type { Presence } from './behaviour.js';

/** A sale is an authorization that is captured in the same step. */
export type AuthorizationKind = 'authorization' | 'sale';
export type StepKind = 'capture' | 'void' | 'refund' | 'cancel_refund' | 'evidence';

type Decided<T extends { kind: string }> = Exclude<T, { kind: 'unknown' }>;
export type DecidedAuthorization = Decided<AuthorizationOutcome>;
export type DecidedStep = Decided<RefundOutcome>;

/** Amounts are minor units of `currency`; times are milliseconds since the epoch. */
type Call = {
  /** The idempotency key of the call. */
  readonly intentId: string;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly amount: bigint;
  readonly currency: string;
};
export type AuthorizationCall = Call & {
  readonly kind: AuthorizationKind;
  readonly instrument: string;
  readonly presence: Presence;
};
export type StepCall = Call & {
  readonly kind: StepKind;
  readonly authorizationIntentId: string;
  /** Once it is done, nothing more can be captured: a void, or the last capture. */
  readonly final: boolean;
  /** Of a canceled refund its intent; of evidence how it is judged; null for all other kinds. */
  readonly note: string | null;
};
export type BookCall = AuthorizationCall | StepCall;

/** How a pending refund ends, and from when on. */
export type Settlement = { readonly outcome: DecidedStep; readonly atMs: number };

export type AuthorizationEntry = Omit<AuthorizationCall, 'presence'> & {
  readonly outcome: DecidedAuthorization;
  readonly decidedAtMs: number;
};
export type StepEntry = StepCall & {
  readonly outcome: DecidedStep;
  readonly settlement: Settlement | null;
  readonly decidedAtMs: number;
};
export type BookEntry = AuthorizationEntry | StepEntry;

/** An authorization with everything that was asked on it. */
export type AuthorizationRecord = {
  readonly authorization: AuthorizationEntry;
  readonly steps: readonly StepEntry[];
};

export const isAuthorization = <T extends { kind: BookCall['kind'] }>(
  one: T,
): one is Extract<T, { kind: AuthorizationKind }> =>
  one.kind === 'authorization' || one.kind === 'sale';

/** Filters that are left out match everything. */
export type EntriesQuery = {
  readonly kinds?: readonly BookCall['kind'][];
  readonly merchantId?: string;
  readonly livemode?: boolean;
  readonly authorizationIntentId?: string;
  /** Exclusive: the last intent id of the page before. */
  readonly afterIntentId?: string;
  /** 1,000 unless told. */
  readonly limit?: number;
};
export const defaultEntriesLimit = 1_000;

export interface SandboxBook {
  /**
   * Decides a call and writes the entry, once per intent: a repeated or concurrent call of the same
   * intent gets the entry that stands, whatever else the repetition says.
   * @throws when the book cannot be reached; the call may have been recorded nevertheless.
   */
  record(call: BookCall, nowMs: number): Promise<BookEntry>;
  /** The entry of an intent. A pending refund that is due by `nowMs` is settled first. */
  find(intentId: string, nowMs: number): Promise<BookEntry | undefined>;
  /** Changes how a pending refund will end. False when there is no such pending refund. */
  reschedule(intentId: string, settlement: Settlement): Promise<boolean>;
  /** A refund that had succeeded fails after all. False when there is no such refund. */
  returnRefund(intentId: string, failure: string): Promise<boolean>;
  /** What the acquirer has to tell by itself and nobody has acknowledged, oldest first. */
  notices(limit: number, nowMs: number): Promise<Notice[]>;
  acknowledge(noticeIds: readonly string[]): Promise<void>;
  /** A page of entries in the order of their intent ids, as bytes compare. */
  entries(query?: EntriesQuery): Promise<BookEntry[]>;
}
