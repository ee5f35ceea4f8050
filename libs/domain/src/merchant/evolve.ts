// How each event changes what is known of a merchant. `false`: the event cannot follow.
import type { Caller } from '../charge/model.js';
import { evolveBy } from '../decision.js';
import type { StreamState } from '../stream/model.js';
import { addAvailable, addFunds, changeFunds, releaseFunds } from './funds.js';
import type { Merchant, MerchantEvent, MerchantEventOf, Payout, PayoutStatus } from './model.js';
import { knownPosition } from './movements.js';

export type MerchantState = Pick<StreamState, 'merchant'>;

/** How many payouts that have ended are still known. */
export const keptPayouts = 200;

/** Before anything happened: nothing is owed, and nothing paid unasked. */
export const newMerchant = ({ merchantId, livemode }: Caller): Merchant => ({
  merchantId,
  livemode,
  funds: [],
  positions: {},
  releasedThrough: 0,
  schedule: { interval: 'manual' },
  nextRunAt: null,
  payouts: [],
  reserves: [],
  latestPayout: null,
});

type Change<T extends MerchantEvent['type']> = (
  merchant: Merchant,
  event: MerchantEventOf<T>,
) => Merchant | false;

/** A fold over the merchant, who comes to be with the first event. */
const on =
  <T extends MerchantEvent['type']>(change: Change<T>) =>
  (state: MerchantState, event: MerchantEventOf<T>): MerchantState | false => {
    const before = state.merchant ?? newMerchant(event);
    const merchant = change({ ...before, latestPayout: null }, event);
    return merchant && { ...state, merchant };
  };

export const isOpen = ({ status }: Payout) => status === 'pending' || status === 'in_transit';

/** Lets go of the oldest that have ended, beyond those that are kept. */
function bounded(payouts: readonly Payout[]): readonly Payout[] {
  const excess = payouts.filter((one) => !isOpen(one)).length - keptPayouts;
  if (excess <= 0) return payouts;
  let dropped = 0;
  return payouts.filter((one) => isOpen(one) || ++dropped > excess);
}

const addPayout = (merchant: Merchant, payout: Payout): Merchant => ({
  ...merchant,
  payouts: bounded([...merchant.payouts, payout]),
  latestPayout: payout.id,
});

function changePayout(
  merchant: Merchant,
  id: string,
  from: readonly PayoutStatus[],
  change: Partial<Payout>,
): Merchant | false {
  const current = merchant.payouts.find((one) => one.id === id);
  if (current === undefined || !from.includes(current.status)) return false;
  const payouts = merchant.payouts.map((one) => (one === current ? { ...one, ...change } : one));
  return { ...merchant, payouts: bounded(payouts), latestPayout: id };
}

/** The payout changed and its money given back. */
function giveBack(
  merchant: Merchant,
  { payoutId, amount, currency }: MerchantEventOf<'PayoutFailed' | 'PayoutCanceled'>,
  from: readonly PayoutStatus[],
  change: Partial<Payout>,
): Merchant | false {
  const changed = changePayout(merchant, payoutId, from, change);
  return changed && addAvailable(changed, { currency, amount });
}

function recorded(merchant: Merchant, event: MerchantEventOf<'FundsRecorded'>): Merchant | false {
  const isNews = ([partition, position]: [string, number]) =>
    position > knownPosition(merchant.positions, Number(partition));
  if (!Object.entries(event.positions).every(isNews)) return false;
  const positions = { ...merchant.positions, ...event.positions };
  return event.funds.reduce<Merchant>(addFunds, { ...merchant, positions });
}

function payoutCreated(
  merchant: Merchant,
  { payout, coverage }: MerchantEventOf<'PayoutCreated'>,
): Merchant {
  const { id, currency, amount } = payout;
  const paid = addPayout(addAvailable(merchant, { currency, amount: -amount }), payout);
  if (coverage === null) return paid;
  const { positions, through } = coverage;
  const lastSweep = { payoutId: id, positions, through };
  return changeFunds(paid, currency, () => ({ lastSweep }));
}

function reversed(
  merchant: Merchant,
  { payoutId, reversal }: MerchantEventOf<'PayoutReversed'>,
): Merchant | false {
  const changed = changePayout(merchant, payoutId, ['paid'], { reversedBy: reversal.id });
  const { currency, amount } = reversal;
  return changed && addPayout(addAvailable(changed, { currency, amount: -amount }), reversal);
}

function reserveHeld(merchant: Merchant, { reserve }: MerchantEventOf<'ReserveHeld'>): Merchant {
  const { amount, currency } = reserve;
  const held = changeFunds(merchant, currency, ({ available, reserved }) => ({
    available: available - amount,
    reserved: reserved + amount,
  }));
  return { ...held, reserves: [...merchant.reserves, reserve] };
}

function reserveReleased(
  merchant: Merchant,
  { reserveId, amount, currency }: MerchantEventOf<'ReserveReleased'>,
): Merchant | false {
  const current = merchant.reserves.find(({ id }) => id === reserveId);
  if (current === undefined || current.amount < amount) return false;
  const left = { ...current, amount: current.amount - amount };
  const reserves = merchant.reserves.flatMap((one) => {
    if (one !== current) return [one];
    return left.amount === 0n ? [] : [left];
  });
  const released = changeFunds(merchant, currency, ({ available, reserved }) => ({
    available: available + amount,
    reserved: reserved - amount,
  }));
  return { ...released, reserves };
}

export const evolve = evolveBy<MerchantState, MerchantEvent>({
  FundsRecorded: on(recorded),
  FundsReleased: on<'FundsReleased'>((merchant, { through }) => releaseFunds(merchant, through)),
  PayoutCreated: on(payoutCreated),
  PayoutUpdated: on<'PayoutUpdated'>((merchant, { payoutId, metadata }) =>
    changePayout(merchant, payoutId, anyStatus, { metadata }),
  ),
  PayoutSent: on<'PayoutSent'>((merchant, { payoutId }) =>
    changePayout(merchant, payoutId, ['pending'], { status: 'in_transit' }),
  ),
  PayoutPaid: on<'PayoutPaid'>((merchant, { payoutId }) =>
    changePayout(merchant, payoutId, ['in_transit'], { status: 'paid' }),
  ),
  PayoutFailed: on<'PayoutFailed'>((merchant, event) => {
    const { failure, returned } = event;
    const from: readonly PayoutStatus[] = returned ? ['paid'] : ['pending', 'in_transit'];
    return giveBack(merchant, event, from, { status: 'failed', failure });
  }),
  PayoutCanceled: on<'PayoutCanceled'>((merchant, event) =>
    giveBack(merchant, event, ['pending'], { status: 'canceled' }),
  ),
  PayoutReversed: on(reversed),
  PayoutScheduleSet: on<'PayoutScheduleSet'>((merchant, { schedule, nextRunAt }) => ({
    ...merchant,
    schedule,
    nextRunAt,
  })),
  PayoutScheduleRan: on<'PayoutScheduleRan'>((merchant, { nextRunAt, at }) => ({
    ...releaseFunds(merchant, at),
    nextRunAt,
  })),
  ReserveHeld: on(reserveHeld),
  ReserveReleased: on(reserveReleased),
  FundsConverted: on<'FundsConverted'>((merchant, { from, to }) =>
    addAvailable(addAvailable(merchant, { ...from, amount: -from.amount }), to),
  ),
  ReportRunRecorded: on<'ReportRunRecorded'>((merchant) => merchant),
});

const anyStatus: readonly PayoutStatus[] = ['pending', 'in_transit', 'paid', 'failed', 'canceled'];
