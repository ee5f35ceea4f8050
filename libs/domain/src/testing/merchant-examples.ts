// Fixed values for specs: a merchant who is owed money of a few captures.
import { dayMs, startOfUtcDay } from '../ledger/availability.js';
import type {
  Coverage,
  FundsChange,
  MerchantCommandOf,
  MerchantEvent,
  MerchantEventOf,
  Movement,
  Payout,
  PayoutTerms,
  PositionVector,
} from '../merchant/model.js';
import { at, caller } from './examples.js';

/** The day on which money captured at `at` can be spent. */
export const dueAt = startOfUtcDay(at) + 7 * dayMs;

export const moved = (
  position: number,
  amount: bigint,
  availableAt: number | null = dueAt,
  partition = 0,
): Movement => ({ partition, position, currency: 'hkd', amount, availableAt });

export const record = (
  movements: readonly Movement[],
  now = at,
): MerchantCommandOf<'RecordFunds'> => ({ type: 'RecordFunds', ...caller, movements, at: now });

export const fundsRecorded = (
  positions: PositionVector,
  funds: readonly FundsChange[],
  now = at,
): MerchantEvent => ({ type: 'FundsRecorded', ...caller, positions, funds, at: now });
export const owed = (amount: bigint, availableAt: number | null = dueAt): FundsChange => ({
  currency: 'hkd',
  amount,
  availableAt,
});
export const fundsReleased = (amount: bigint, through = dueAt): MerchantEvent => ({
  type: 'FundsReleased',
  ...caller,
  through,
  released: [{ currency: 'hkd', amount }],
  at: through,
});

export const payoutTerms = (id: string, amount: bigint): PayoutTerms => ({
  id,
  amount,
  currency: 'hkd',
  description: null,
  statementDescriptor: null,
  metadata: {},
});
export const createPayout = (
  id: string,
  amount: bigint,
  now = dueAt,
): MerchantCommandOf<'CreatePayout'> => ({
  type: 'CreatePayout',
  caller,
  payout: payoutTerms(id, amount),
  at: now,
});

export const payoutOf = (id: string, amount: bigint, changed: Partial<Payout> = {}): Payout => ({
  ...payoutTerms(id, amount),
  status: 'pending',
  automatic: false,
  sweeping: false,
  createdAt: dueAt,
  sentAt: dueAt + dayMs,
  arrivalAt: dueAt + 2 * dayMs,
  failure: null,
  originalPayout: null,
  reversedBy: null,
  ...changed,
});
export const payoutCreated = (
  payout: Payout,
  coverage: Coverage | null = null,
): MerchantEventOf<'PayoutCreated'> => ({
  type: 'PayoutCreated',
  ...caller,
  payout,
  coverage,
  at: payout.createdAt,
});
export const payoutSent = (payoutId: string): MerchantEvent => ({
  type: 'PayoutSent',
  ...caller,
  payoutId,
  at: dueAt + dayMs,
});
export const payoutPaid = (payoutId: string, amount: bigint): MerchantEvent => ({
  type: 'PayoutPaid',
  ...caller,
  payoutId,
  amount,
  currency: 'hkd',
  at: dueAt + 2 * dayMs,
});

/** 1000 is available since `dueAt`, 500 will be a day later. */
export const funded: readonly MerchantEvent[] = [
  fundsRecorded({ '0': 2 }, [owed(1000n), owed(500n, dueAt + dayMs)]),
  fundsReleased(1000n),
];
