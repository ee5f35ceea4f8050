// What a merchant is owed, and what is paid out of it: one stream for each account and mode. It is
// told facts of the charges' streams, in the order of their log partitions, and decides alone over
// payouts, reserves and conversions, so that no two of them spend the same money.
import type { Caller, Timestamp } from '../charge/model.js';
import type { Rate } from '../ledger/convert.js';
import type { Money } from '../money.js';

/**
 * A fact of a charge's stream: what the merchant is owed changed by `amount` (net, signed) at this
 * position of a log partition. It can be spent from `availableAt` on; null: at once.
 */
export type Movement = {
  readonly partition: number;
  /** In its partition, below 2^53. */
  readonly position: number;
  readonly currency: string;
  readonly amount: bigint;
  readonly availableAt: Timestamp | null;
};
/** Movements of one batch, summed. */
export type FundsChange = Omit<Movement, 'partition' | 'position'>;
/** Owed, and to be released at that time. */
export type FundsBucket = { readonly availableAt: Timestamp; readonly amount: bigint };

/** By log partition: facts up to this position are known. JSON has text keys. */
export type PositionVector = Readonly<Record<string, number>>;

/**
 * Which facts a payout of everything available has taken in: those up to `positions` that were
 * available by `through`.
 */
export type Sweep = {
  readonly payoutId: string;
  readonly positions: PositionVector;
  readonly through: Timestamp;
};
/** What lies between two sweeps is what the later one pays: its transactions add up to it. */
export type Coverage = {
  readonly positions: PositionVector;
  readonly through: Timestamp;
  /** The sweep of that currency before; null if this is the first. */
  readonly previous: Sweep | null;
};

/** Amounts are minor units of `currency`. `available` can be below zero: refunds are taken at once. */
export type CurrencyFunds = {
  readonly currency: string;
  readonly available: bigint;
  /** Oldest first; one for each day. */
  readonly pending: readonly FundsBucket[];
  readonly reserved: bigint;
  readonly lastSweep: Sweep | null;
};

export type PayoutStatus = 'pending' | 'in_transit' | 'paid' | 'failed' | 'canceled';

export type Payout = {
  readonly id: string;
  /** Below zero if it takes an earlier payout back. */
  readonly amount: bigint;
  readonly currency: string;
  readonly status: PayoutStatus;
  /** Made by the schedule, not by a request. */
  readonly automatic: boolean;
  /** It pays everything that was available, so its balance transactions can be named. */
  readonly sweeping: boolean;
  readonly description: string | null;
  readonly statementDescriptor: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: Timestamp;
  /** When it leaves for the bank, and when the bank has it: both at the start of a day (UTC). */
  readonly sentAt: Timestamp;
  readonly arrivalAt: Timestamp;
  readonly failure: PayoutFailure | null;
  /** The payout that this one takes back, and the one that took this back. */
  readonly originalPayout: string | null;
  readonly reversedBy: string | null;
};

/** Why a bank refused a payout: `code` as the public contract has it, `message` for people. */
export type PayoutFailure = { readonly code: string; readonly message: string };

/** `weeklyAnchor`: 0 is Sunday. `monthlyAnchor`: 1 to 31; a shorter month pays on its last day. */
export type PayoutSchedule =
  | { readonly interval: 'manual' }
  | { readonly interval: 'daily' }
  | { readonly interval: 'weekly'; readonly weeklyAnchor: number }
  | { readonly interval: 'monthly'; readonly monthlyAnchor: number };

/** Money held back of what is available. `amount` is what is still held. */
export type Reserve = {
  readonly id: string;
  readonly currency: string;
  readonly amount: bigint;
  readonly description: string | null;
  readonly at: Timestamp;
};

export type Merchant = Caller & {
  /** One for each currency that ever moved. */
  readonly funds: readonly CurrencyFunds[];
  readonly positions: PositionVector;
  /** Everything known that was due by then is available; everything later is pending. */
  readonly releasedThrough: Timestamp;
  readonly schedule: PayoutSchedule;
  /** When the schedule pays next; null if it is manual. */
  readonly nextRunAt: Timestamp | null;
  /** All that are under way, and the latest that have ended; oldest first. */
  readonly payouts: readonly Payout[];
  /** Those that still hold something. */
  readonly reserves: readonly Reserve[];
  /** The payout that the latest event is about, if it is about one. */
  readonly latestPayout: string | null;
};

/** A report as it was made. JSON values only, passed through. */
export type ReportRun = {
  readonly id: string;
  readonly reportType: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly status: 'succeeded' | 'failed';
  readonly failureMessage: string | null;
  /** The file, as the API shows it; null if the run failed. */
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly createdAt: Timestamp;
  readonly endedAt: Timestamp;
};

export type PayoutTerms = Pick<
  Payout,
  'id' | 'amount' | 'currency' | 'description' | 'statementDescriptor' | 'metadata'
>;

export type MerchantCommand =
  /** Movements at or below the known position of their partition are known already, and dropped. */
  | (Caller & {
      readonly type: 'RecordFunds';
      /** Those of one partition by position, ascending. */
      readonly movements: readonly Movement[];
      readonly at: Timestamp;
    })
  | { readonly type: 'ReleaseFunds'; readonly at: Timestamp }
  | {
      readonly type: 'CreatePayout';
      readonly caller: Caller;
      readonly payout: PayoutTerms;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'UpdatePayout';
      readonly caller: Caller;
      readonly payoutId: string;
      /** Merged key by key; null removes all. */
      readonly metadata: Readonly<Record<string, string>> | null;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'CancelPayout';
      readonly caller: Caller;
      readonly payoutId: string;
      readonly at: Timestamp;
    }
  /** Takes a paid payout back, in full, by a payout of its own. */
  | {
      readonly type: 'ReversePayout';
      readonly caller: Caller;
      readonly payoutId: string;
      readonly reversalId: string;
      readonly metadata: Readonly<Record<string, string>>;
      readonly at: Timestamp;
    }
  /** The bank refuses it, or sends it back after it was paid. */
  | {
      readonly type: 'FailPayout';
      readonly caller: Caller;
      readonly payoutId: string;
      readonly failure: PayoutFailure;
      readonly at: Timestamp;
    }
  | { readonly type: 'SendPayout'; readonly payoutId: string; readonly at: Timestamp }
  | { readonly type: 'PayPayout'; readonly payoutId: string; readonly at: Timestamp }
  | {
      readonly type: 'SetPayoutSchedule';
      readonly caller: Caller;
      readonly schedule: PayoutSchedule;
      readonly at: Timestamp;
    }
  /** Pays everything available, with the id for each currency's payout. */
  | {
      readonly type: 'RunPayoutSchedule';
      readonly payoutIds: Readonly<Record<string, string>>;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'HoldReserve';
      readonly caller: Caller;
      readonly reserveId: string;
      readonly amount: bigint;
      readonly currency: string;
      readonly description: string | null;
      readonly at: Timestamp;
    }
  /** Without `amount`: all that it holds. `releaseId` tells a repeated release from a further one. */
  | {
      readonly type: 'ReleaseReserve';
      readonly caller: Caller;
      readonly reserveId: string;
      readonly releaseId: string;
      readonly amount: bigint | null;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'ConvertFunds';
      readonly caller: Caller;
      readonly conversionId: string;
      readonly from: Money;
      readonly to: string;
      /** Minor units of `to` for one minor unit of `from`. */
      readonly rate: Rate;
      readonly marginBps: number;
      readonly at: Timestamp;
    }
  | {
      readonly type: 'RecordReportRun';
      readonly caller: Caller;
      readonly run: ReportRun;
      readonly at: Timestamp;
    };

/** Each event says whose it is: any of them can be the first of its stream. */
export type MerchantEvent = Caller & { readonly at: Timestamp } & (
    | {
        readonly type: 'FundsRecorded';
        /** The last of these facts in each partition that they are of. */
        readonly positions: PositionVector;
        readonly funds: readonly FundsChange[];
      }
    /** All that was due by `through`. */
    | {
        readonly type: 'FundsReleased';
        readonly through: Timestamp;
        readonly released: readonly Money[];
      }
    /** `coverage` is null for a payout of a part. */
    | {
        readonly type: 'PayoutCreated';
        readonly payout: Payout;
        readonly coverage: Coverage | null;
      }
    | {
        readonly type: 'PayoutUpdated';
        readonly payoutId: string;
        readonly metadata: Readonly<Record<string, string>>;
        readonly previous: Readonly<Record<string, string>>;
      }
    | { readonly type: 'PayoutSent'; readonly payoutId: string }
    | {
        readonly type: 'PayoutPaid';
        readonly payoutId: string;
        readonly amount: bigint;
        readonly currency: string;
      }
    | {
        readonly type: 'PayoutFailed';
        readonly payoutId: string;
        readonly amount: bigint;
        readonly currency: string;
        readonly failure: PayoutFailure;
        /** It had been paid: the bank has sent the money back. */
        readonly returned: boolean;
      }
    | {
        readonly type: 'PayoutCanceled';
        readonly payoutId: string;
        readonly amount: bigint;
        readonly currency: string;
      }
    /** `reversal` is the payout that brings the money back. */
    | {
        readonly type: 'PayoutReversed';
        readonly payoutId: string;
        readonly reversal: Payout;
      }
    | {
        readonly type: 'PayoutScheduleSet';
        readonly schedule: PayoutSchedule;
        readonly nextRunAt: Timestamp | null;
      }
    | { readonly type: 'PayoutScheduleRan'; readonly nextRunAt: Timestamp | null }
    | { readonly type: 'ReserveHeld'; readonly reserve: Reserve }
    | {
        readonly type: 'ReserveReleased';
        readonly reserveId: string;
        readonly releaseId: string;
        readonly amount: bigint;
        readonly currency: string;
      }
    /** `to` is what the merchant gets, the margin taken off already. */
    | {
        readonly type: 'FundsConverted';
        readonly conversionId: string;
        readonly from: Money;
        readonly to: Money;
        readonly margin: bigint;
        readonly rate: Rate;
        readonly marginBps: number;
      }
    | { readonly type: 'ReportRunRecorded'; readonly run: ReportRun }
  );
export type MerchantEventOf<T extends MerchantEvent['type']> = Extract<MerchantEvent, { type: T }>;
export type MerchantCommandOf<T extends MerchantCommand['type']> = Extract<
  MerchantCommand,
  { type: T }
>;

/** Why a command is refused. The gateway maps each to status and code. */
export const merchantRejections = [
  'merchant_not_found',
  'payout_not_found',
  'balance_insufficient',
  'too_many_payouts',
  'payout_not_cancelable',
  'payout_not_reversible',
  'payout_not_failable',
  'payout_not_due',
  'reserve_not_found',
  'reserve_insufficient',
  'too_many_reserves',
  'conversion_not_possible',
] as const;
export type MerchantRejection = (typeof merchantRejections)[number];
