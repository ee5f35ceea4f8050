import fc from 'fast-check';
import { charge } from '../charge/charge.js';
import { postings } from '../ledger/postings.js';
import { play, walks } from '../testing/charge-walks.js';
import { disputeClosed, disputeOpened, inquiryOpened, sale } from '../testing/dispute-examples.js';
import {
  captureRequested,
  captured,
  refundRequested,
  refundSucceeded,
} from '../testing/examples.js';
import { refundFailed } from '../testing/refund-examples.js';
import type { Charge, ChargeEvent } from '../charge/model.js';
import { settlementMovements } from './movements.js';

/** What the last of these events leaves to be found in a file, as `type reference amount`. */
const movementsOf = (...events: ChargeEvent[]) => {
  const state = events.reduce(charge.evolve, charge.initialState) as Charge;
  return settlementMovements(events.at(-1)!, state).map(
    ({ type, reference, amount }) => `${type} ${reference} ${amount}`,
  );
};

describe('what must be found in a settlement file', () => {
  const [requested, authorized] = sale as [ChargeEvent, ChargeEvent];
  const refunded = [refundRequested('re_1', 500n), refundSucceeded('re_1', 500n)];

  it('is a capture, by the name that the acquirer got for it', () => {
    expect(
      movementsOf(requested, authorized, captureRequested('c1', 2000n), captured('c1', 2000n)),
    ).toEqual(['settled c1 2000']);
    const atOnce = captured('sale', 2000n);
    expect(settlementMovements(atOnce, { terms: { chargeId: 'ch_1' } } as Charge)).toMatchObject([
      { type: 'settled', reference: 'ch_1', merchantReference: 'ch_1' },
    ]);
  });
  it('is a refund once it has succeeded, and again if it comes back', () => {
    expect(movementsOf(...sale, refundRequested('re_1', 500n))).toEqual([]);
    expect(movementsOf(...sale, ...refunded)).toEqual(['refunded re_1 -500']);
    const back = refundFailed('re_1', 500n, { returned: true });
    expect(movementsOf(...sale, ...refunded, back)).toEqual(['refund_reversed re_1 500']);
    const failed = [refundRequested('re_1', 500n), refundFailed('re_1', 500n)];
    expect(movementsOf(...sale, ...failed)).toEqual([]);
  });
  it('is a dispute with its fee, both ways, but no inquiry', () => {
    const types = (...events: ChargeEvent[]) =>
      movementsOf(...sale, ...events).map((text) => text.split(' ')[0]);
    expect(types(disputeOpened())).toEqual(['chargeback', 'dispute_fee']);
    expect(types(disputeOpened(), disputeClosed('won'))).toEqual([
      'chargeback_reversed',
      'dispute_fee_reversed',
    ]);
    expect(types(disputeOpened(), disputeClosed('lost'))).toEqual([]);
    expect(types(inquiryOpened)).toEqual([]);
  });

  it('is all that a charge ever puts on the receivable', () =>
    fc.assert(
      fc.property(walks, (steps) => {
        const { events } = play(steps, () => undefined);
        let state = charge.initialState;
        let [expected, posted] = [0n, 0n];
        for (const event of events) {
          state = charge.evolve(state, event);
          for (const { amount } of settlementMovements(event, state as Charge)) expected += amount;
          for (const { account, layer, amount } of postings(event, state as Charge))
            if (layer === 'posted' && account === 'acquirer_receivable:sandbox') posted += amount;
        }
        expect(expected).toBe(posted);
      }),
      { numRuns: 200 },
    ));
});
