// Whatever happens to a merchant's money, in whatever order it becomes known.
import fc from 'fast-check';
import { account } from '../ledger/accounts.js';
import { sumOf, type Money } from '../money.js';
import { caller } from '../testing/examples.js';
import { lives, MerchantLife, type Act } from '../testing/merchant-walks.js';
import { fundsOf } from './funds.js';
import { merchant } from './merchant.js';
import type { Coverage, MerchantEvent, MerchantEventOf } from './model.js';
import { isCovered } from './movements.js';

const onEveryLife = (check: (acts: readonly Act[]) => void, numRuns = 300) =>
  fc.assert(fc.property(lives, check), { numRuns });

const live = (
  acts: readonly Act[],
  look: ConstructorParameters<typeof MerchantLife>[0] = () => {},
) => {
  const life = new MerchantLife(look);
  for (const act of acts) life.do(act);
  return life;
};

const balanceOf = ({ journal }: MerchantLife, name: string, currency: string) =>
  -sumOf(
    journal
      .filter((leg) => leg.layer === 'posted' && leg.currency === currency)
      .filter((leg) => leg.account === name)
      .map(({ amount }) => amount),
  );

/** What the event does to what is available, as the merchant's statement shows it. */
function ownRows(event: MerchantEvent): Money[] {
  const { amount, currency } = event as Partial<Money>;
  const money = { amount: amount ?? 0n, currency: currency ?? '' };
  switch (event.type) {
    case 'PayoutCreated':
      return [{ ...event.payout, amount: -event.payout.amount }];
    case 'PayoutReversed':
      return [{ ...event.reversal, amount: -event.reversal.amount }];
    case 'PayoutFailed':
    case 'PayoutCanceled':
    case 'ReserveReleased':
      return [money];
    case 'ReserveHeld':
      return [{ ...event.reserve, amount: -event.reserve.amount }];
    case 'FundsConverted':
      return [{ ...event.from, amount: -event.from.amount }, event.to];
    default:
      return [];
  }
}

type Sweeping = MerchantEventOf<'PayoutCreated'> & { readonly coverage: Coverage };
const isSweeping = (event: MerchantEvent): event is Sweeping =>
  event.type === 'PayoutCreated' && event.coverage !== null;

describe('a merchant, whatever happens', () => {
  it('is owed what the ledger says, once everything is told', () =>
    onEveryLife((acts) => {
      const life = live(acts);
      life.tellAll();
      for (const currency of ['hkd', 'usd']) {
        const { available, pending, reserved } = fundsOf(life.state.merchant, currency);
        const inLedger = (kind: 'merchant_available' | 'merchant_pending' | 'merchant_reserve') =>
          balanceOf(life, account(kind, caller.merchantId), currency);
        expect({
          available,
          pending: sumOf(pending.map(({ amount }) => amount)),
          reserved,
        }).toEqual({
          available: inLedger('merchant_available'),
          pending: inLedger('merchant_pending'),
          reserved: inLedger('merchant_reserve'),
        });
      }
    }));

  it('has a journal that adds up to zero, by currency and layer (I1, I2)', () =>
    onEveryLife((acts) => {
      const { journal } = live(acts);
      for (const currency of ['hkd', 'usd'])
        for (const layer of ['pending', 'posted'])
          expect(
            sumOf(
              journal
                .filter((leg) => leg.layer === layer && leg.currency === currency)
                .map(({ amount }) => amount),
            ),
          ).toBe(0n);
    }));

  it('is never paid more than what was available', () =>
    onEveryLife((acts) => {
      live(acts, (event, before) => {
        if (event.type !== 'PayoutCreated') return;
        const { amount, currency } = event.payout;
        expect(amount > 0n && amount <= fundsOf(before.merchant, currency).available).toBe(true);
      });
    }));

  it('can account for every payout of everything, to the last minor unit', () => {
    let seen = 0;
    onEveryLife((acts) => {
      const { events, facts } = live(acts);
      for (const [index, event] of events.entries()) {
        if (!isSweeping(event)) continue;
        const { payout, coverage } = event;
        const { previous } = coverage;
        const isNew = (fact: Parameters<typeof isCovered>[1]) =>
          isCovered(coverage, fact) && (previous === null || !isCovered(previous, fact));
        const before = events.findIndex(
          (one) => one.type === 'PayoutCreated' && one.payout.id === previous?.payoutId,
        );
        const own = events.slice(before + 1, index).flatMap(ownRows);
        const rows = [...facts.flat().filter(isNew), ...own];
        const its = rows.filter(({ currency }) => currency === payout.currency);
        expect(sumOf(its.map(({ amount }) => amount))).toBe(payout.amount);
        seen += 1;
      }
    });
    expect(seen).toBeGreaterThan(100);
  });

  it('is the same however facts were told, and how often', () =>
    onEveryLife((acts) => {
      const charges = acts.filter(({ kind }) => kind === 'charge' || kind === 'pass');
      const told = acts.filter(({ kind }) => !['pay', 'hold', 'convert', 'run'].includes(kind));
      const [bitByBit, atOnce] = [live(told), live(charges)];
      bitByBit.tellAll();
      atOnce.tellAll();
      const known = ({ state }: MerchantLife) => ({
        positions: state.merchant?.positions,
        funds: fundsOf(state.merchant, 'hkd'),
      });
      expect(known(bitByBit)).toEqual(known(atOnce));
    }));

  it('is the same when it is folded again from its events (I14)', () =>
    onEveryLife((acts) => {
      const { events, state } = live(acts);
      expect(events.reduce(merchant.evolve, merchant.initialState)).toEqual(state);
    }));

  it('keeps released what is due, and pending what is not', () =>
    onEveryLife((acts) => {
      const { merchant: after } = live(acts).state;
      const days = after?.funds.flatMap(({ pending }) => pending.map((one) => one.availableAt));
      for (const day of days ?? []) expect(day).toBeGreaterThan(after?.releasedThrough ?? 0);
    }));
});
