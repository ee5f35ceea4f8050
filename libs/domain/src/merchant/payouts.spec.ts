import { specFor } from '@ledgerway/testing';
import { dayMs } from '../ledger/availability.js';
import { caller } from '../testing/examples.js';
import {
  createPayout,
  dueAt,
  funded,
  fundsRecorded,
  owed,
  payoutCreated,
  payoutOf,
  payoutPaid,
  payoutSent,
} from '../testing/merchant-examples.js';
import { keptPayouts } from './evolve.js';
import { fundsOf } from './funds.js';
import { merchant } from './merchant.js';
import type { MerchantCommand, MerchantEvent, PayoutSchedule } from './model.js';

const { given } = specFor(merchant);
const part = payoutOf('po_1', 400n);
const pending = [...funded, payoutCreated(part)];
const sent = [...pending, payoutSent('po_1')];
const paid = [...sent, payoutPaid('po_1', 400n)];
const failure = { code: 'account_closed', message: 'The bank account has been closed.' };
const money = { payoutId: 'po_1', amount: 400n, currency: 'hkd' };
const at = dueAt + 3 * dayMs;
const failedEvent = (returned: boolean): MerchantEvent => ({
  type: 'PayoutFailed',
  ...caller,
  ...money,
  failure,
  returned,
  at,
});
const fail: MerchantCommand = { type: 'FailPayout', caller, payoutId: 'po_1', failure, at };
const cancel: MerchantCommand = { type: 'CancelPayout', caller, payoutId: 'po_1', at };
const canceled: MerchantEvent = { type: 'PayoutCanceled', ...caller, ...money, at };
const reverse: MerchantCommand = {
  type: 'ReversePayout',
  caller,
  payoutId: 'po_1',
  reversalId: 'po_2',
  metadata: {},
  at,
};
const reversed: MerchantEvent = {
  type: 'PayoutReversed',
  ...caller,
  payoutId: 'po_1',
  reversal: payoutOf('po_2', -400n, {
    status: 'paid',
    createdAt: at,
    sentAt: at,
    arrivalAt: at,
    originalPayout: 'po_1',
  }),
  at,
};
const available = (events: readonly MerchantEvent[]) =>
  fundsOf(events.reduce(merchant.evolve, merchant.initialState).merchant, 'hkd').available;

describe('a payout', () => {
  it('of a part says nothing about what it is made of', () =>
    given(...funded)
      .when(createPayout('po_1', 400n))
      .then(payoutCreated(part)));
  it('of everything says up to where', () =>
    given(...funded)
      .when(createPayout('po_1', 1000n))
      .then(
        payoutCreated(payoutOf('po_1', 1000n, { sweeping: true }), {
          positions: { '0': 2 },
          through: dueAt,
          previous: null,
        }),
      ));
  it('that is asked for again is the same', () =>
    given(...pending)
      .when(createPayout('po_1', 400n))
      .then());
  it.each([0n, -1n])('of %d is refused', (amount) =>
    given(...funded)
      .when(createPayout('po_1', amount))
      .thenRejected('invalid_amount'),
  );
  it('is not found by others', () =>
    given(...pending)
      .when({ ...cancel, caller: { ...caller, livemode: true } })
      .thenRejected('payout_not_found'));
});

describe('on its way a payout', () => {
  const send = (now: number): MerchantCommand => ({
    type: 'SendPayout',
    payoutId: 'po_1',
    at: now,
  });
  const pay = (now: number): MerchantCommand => ({ type: 'PayPayout', payoutId: 'po_1', at: now });
  it('leaves on the next day', () =>
    given(...pending)
      .when(send(part.sentAt))
      .then(payoutSent('po_1')));
  it('does not leave before', () =>
    given(...pending)
      .when(send(part.sentAt - 1))
      .thenRejected('payout_not_due'));
  it('leaves once', () =>
    given(...sent)
      .when(send(part.sentAt))
      .then());
  it('arrives a day later', () =>
    given(...sent)
      .when(pay(part.arrivalAt))
      .then(payoutPaid('po_1', 400n)));
  it('does not arrive before', () =>
    given(...sent)
      .when(pay(part.arrivalAt - 1))
      .thenRejected('payout_not_due'));
  it('arrives only if it has left', () =>
    given(...pending)
      .when(pay(part.arrivalAt))
      .then());
  it('can be canceled before it leaves', () =>
    given(...pending)
      .when(cancel)
      .then(canceled));
  it('cannot be canceled after that', () =>
    given(...sent)
      .when(cancel)
      .thenRejected('payout_not_cancelable'));
  it('can fail while it is under way', () =>
    given(...sent)
      .when(fail)
      .then(failedEvent(false)));
  it('can come back after it was paid', () =>
    given(...paid)
      .when(fail)
      .then(failedEvent(true)));
  it('cannot fail twice', () =>
    given(...sent, failedEvent(false))
      .when(fail)
      .thenRejected('payout_not_failable'));
  it('can be taken back once it is paid', () =>
    given(...paid)
      .when(reverse)
      .then(reversed));
  it('cannot be taken back before', () =>
    given(...sent)
      .when(reverse)
      .thenRejected('payout_not_reversible'));
  it('cannot be taken back twice, nor can its reversal', () => {
    given(...paid, reversed)
      .when({ ...reverse, reversalId: 'po_3' })
      .thenRejected('payout_not_reversible');
    given(...paid, reversed)
      .when({ ...reverse, payoutId: 'po_2', reversalId: 'po_3' })
      .thenRejected('payout_not_reversible');
    given(...paid, reversed)
      .when(reverse)
      .then();
  });
  it.each<[string, readonly MerchantEvent[]]>([
    ['canceled', [...pending, canceled]],
    ['failed', [...sent, failedEvent(false)]],
    ['returned', [...paid, failedEvent(true)]],
    ['reversed', [...paid, reversed]],
  ])('gives its money back when it is %s', (_, events) => expect(available(events)).toBe(1000n));
  it('keeps it otherwise', () => expect(available(paid)).toBe(600n));
});

describe('the metadata of a payout', () => {
  const update = (metadata: Record<string, string> | null): MerchantCommand => ({
    type: 'UpdatePayout',
    caller,
    payoutId: 'po_1',
    metadata,
    at,
  });
  it('is merged', () =>
    given(...pending)
      .when(update({ week: '2' }))
      .then({
        type: 'PayoutUpdated',
        ...caller,
        payoutId: 'po_1',
        metadata: { week: '2' },
        previous: {},
        at,
      }));
  it('does not change by asking for what it is', () =>
    given(...pending)
      .when(update(null))
      .then());
});

describe('a schedule', () => {
  const set = (schedule: PayoutSchedule, nextRunAt: number | null): MerchantEvent => ({
    type: 'PayoutScheduleSet',
    ...caller,
    schedule,
    nextRunAt,
    at: dueAt,
  });
  const daily = set({ interval: 'daily' }, dueAt + dayMs);
  const run = (now: number): MerchantCommand => ({
    type: 'RunPayoutSchedule',
    payoutIds: { hkd: 'po_1' },
    at: now,
  });
  const ran = (nextRunAt: number, now: number): MerchantEvent => ({
    type: 'PayoutScheduleRan',
    ...caller,
    nextRunAt,
    at: now,
  });
  // `dueAt` is a Monday, the 12th.
  it.each<[PayoutSchedule, number | null]>([
    [{ interval: 'manual' }, null],
    [{ interval: 'daily' }, Date.UTC(2026, 0, 13)],
    [{ interval: 'weekly', weeklyAnchor: 1 }, Date.UTC(2026, 0, 19)],
    [{ interval: 'weekly', weeklyAnchor: 2 }, Date.UTC(2026, 0, 13)],
    [{ interval: 'monthly', monthlyAnchor: 12 }, Date.UTC(2026, 1, 12)],
    [{ interval: 'monthly', monthlyAnchor: 13 }, Date.UTC(2026, 0, 13)],
    [{ interval: 'monthly', monthlyAnchor: 31 }, Date.UTC(2026, 0, 31)],
  ])('%j pays next at %d', (schedule, nextRunAt) =>
    given()
      .when({ type: 'SetPayoutSchedule', caller, schedule, at: dueAt })
      .then(set(schedule, nextRunAt)),
  );
  it('pays on the last day of a month that is too short', () =>
    given()
      .when({
        type: 'SetPayoutSchedule',
        caller,
        schedule: { interval: 'monthly', monthlyAnchor: 31 },
        at: Date.UTC(2026, 1, 1),
      })
      .then({
        ...set({ interval: 'monthly', monthlyAnchor: 31 }, Date.UTC(2026, 1, 28)),
        at: Date.UTC(2026, 1, 1),
      }));
  it('pays everything available, and what is due by then', () =>
    given(fundsRecorded({ '0': 2 }, [owed(1000n)]), daily)
      .when(run(dueAt + dayMs))
      .then(
        {
          type: 'FundsReleased',
          ...caller,
          through: dueAt + dayMs,
          released: [{ currency: 'hkd', amount: 1000n }],
          at: dueAt + dayMs,
        },
        payoutCreated(
          payoutOf('po_1', 1000n, {
            automatic: true,
            sweeping: true,
            createdAt: dueAt + dayMs,
            sentAt: dueAt + 2 * dayMs,
            arrivalAt: dueAt + 3 * dayMs,
          }),
          { positions: { '0': 2 }, through: dueAt + dayMs, previous: null },
        ),
        ran(dueAt + 2 * dayMs, dueAt + dayMs),
      ));
  it('pays nothing if nothing is there, or less', () =>
    given(fundsRecorded({ '0': 2 }, [owed(-5n, null)]), daily)
      .when(run(dueAt + dayMs))
      .then(ran(dueAt + 2 * dayMs, dueAt + dayMs)));
  it('does not run twice for a day, whatever a slower clock says', () =>
    given(daily, ran(dueAt + 2 * dayMs, dueAt + dayMs))
      .when({ type: 'SetPayoutSchedule', caller, schedule: { interval: 'daily' }, at: dueAt })
      .then(set({ interval: 'daily' }, dueAt + 2 * dayMs)));
  it('does not pay before its time', () =>
    given(...funded, daily)
      .when(run(dueAt + dayMs - 1))
      .then());
});

describe('payouts that have ended', () => {
  it('are forgotten after a while; those under way never', () => {
    const events = [fundsRecorded({ '0': 1 }, [owed(1_000_000n, null)])];
    const ended = Array.from({ length: keptPayouts + 50 }, (_, index) => `po_${index}`);
    const state = [
      ...events,
      payoutCreated(payoutOf('po_open', 1n)),
      ...ended.flatMap((id): MerchantEvent[] => [
        payoutCreated(payoutOf(id, 1n)),
        { ...canceled, payoutId: id, amount: 1n } as MerchantEvent,
      ]),
    ].reduce(merchant.evolve, merchant.initialState);
    const ids = state.merchant?.payouts.map(({ id }) => id);
    expect(ids).toHaveLength(keptPayouts + 1);
    expect(ids?.[0]).toBe('po_open');
    expect(ids?.[1]).toBe('po_50');
  });
});
