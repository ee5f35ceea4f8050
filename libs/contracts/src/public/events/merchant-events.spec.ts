import type { MerchantEvent } from '@ledgerway/domain';
import {
  fundsRecorded,
  fundsReleased,
  merchantEventExamples as examples,
  merchantLives,
  payout,
  payoutCreated,
  payoutId,
} from '../../testing/merchant-examples.js';
import { stateAfter } from '../../testing/stream-examples.js';
import { publicEventsOf } from '../public-events.js';

/** What the last event tells. */
const toldBy = (...events: MerchantEvent[]) =>
  publicEventsOf(events.at(-1)!, stateAfter(...events));
const typesOf = (events: readonly MerchantEvent[]) =>
  events.map((_, index) => toldBy(...events.slice(0, index + 1)).map(({ type }) => type));

describe('what merchants are told of their money', () => {
  it('is the way of a payout, from what became available to its reversal', () =>
    expect(typesOf(merchantLives[0]!)).toEqual([
      [],
      ['balance.available'],
      ['payout.created', 'payout.reconciliation_completed'],
      ['payout.updated'],
      ['payout.updated'],
      ['payout.paid'],
      ['payout.created', 'payout.updated'],
    ]));
  it.each([
    ['failed', 1, 'payout.failed'],
    ['canceled', 2, 'payout.canceled'],
    ['a report that was made', 3, 'reporting.report_run.succeeded'],
    ['a report that was not', 4, 'reporting.report_run.failed'],
  ])('is %s', (_, life, type) => expect(typesOf(merchantLives[life]!).at(-1)).toEqual([type]));
  it('is nothing of a payout of a part that could be reconciled', () => {
    const part = { ...payoutCreated, payout: { ...payout, sweeping: false }, coverage: null };
    expect(typesOf([fundsRecorded, fundsReleased, part]).at(-1)).toEqual(['payout.created']);
  });
  it('is the balance after what became available', () => {
    const [told] = toldBy(fundsRecorded, fundsReleased);
    const funds = (amount: number) => [{ amount, currency: 'hkd', source_types: { card: amount } }];
    expect(told?.object).toMatchObject({ available: funds(2000), pending: funds(0) });
  });
  it('is what changed of a payout', () => {
    const before = [fundsRecorded, fundsReleased, payoutCreated];
    expect(toldBy(...before, examples.PayoutUpdated)).toMatchObject([
      {
        object: { id: payoutId, metadata: { amount: '13' } },
        previousAttributes: { metadata: { amount: '12' } },
      },
    ]);
    expect(toldBy(...before, examples.PayoutSent)).toMatchObject([
      { object: { status: 'in_transit' }, previousAttributes: { status: 'pending' } },
    ]);
  });
  it('is nothing of what only the ledger needs to know', () => {
    const before = [fundsRecorded, fundsReleased];
    expect(toldBy(...before, examples.ReserveHeld)).toEqual([]);
    expect(toldBy(...before, examples.FundsConverted)).toEqual([]);
    expect(toldBy(...before, examples.PayoutScheduleSet)).toEqual([]);
  });
});
