import fc from 'fast-check';
import { postings } from '../ledger/postings.js';
import { at } from '../testing/examples.js';
import {
  bankEntry,
  batch,
  credit,
  lines,
  noCosts,
  saleLine,
  statement,
} from '../testing/settlement-examples.js';
import type { SettlementEvent, SettlementLine } from './model.js';
import { costsIn, settlementEffectiveAt } from './postings.js';

const legs = (event: SettlementEvent) =>
  postings(event, null).map(
    ({ account, layer, amount, currency }) => `${layer} ${account} ${amount} ${currency}`,
  );
const imported = (of: readonly SettlementLine[], totals = batch.totals): SettlementEvent => ({
  type: 'SettlementBatchImported',
  ...{ batch: { ...batch, totals }, lines: of, at },
});

describe('postings of settlement', () => {
  it('take the acquirer’s costs out of what it owes', () =>
    expect(legs(imported(lines))).toEqual([
      'posted cost:interchange 16 hkd',
      'posted acquirer_receivable:sandbox -16 hkd',
      'posted cost:scheme 4 hkd',
      'posted acquirer_receivable:sandbox -4 hkd',
      'posted cost:acquirer 2 hkd',
      'posted acquirer_receivable:sandbox -2 hkd',
    ]));
  it('count a fee of no payment as a cost', () => {
    const fee: SettlementLine = { ...saleLine, ...noCosts, type: 'fee', gross: -9n, net: -9n };
    expect(legs(imported([fee], { ...batch.totals, ...noCosts }))).toEqual([
      'posted cost:acquirer 9 hkd',
      'posted acquirer_receivable:sandbox -9 hkd',
    ]);
  });
  it('move what was paid in another currency through the position', () => {
    const inYen = { ...saleLine, ...noCosts, grossCurrency: 'jpy', gross: 307n, net: 2000n };
    expect(legs(imported([inYen], { ...batch.totals, ...noCosts }))).toEqual([
      'posted fx_position 307 jpy',
      'posted acquirer_receivable:sandbox -307 jpy',
      'posted acquirer_receivable:sandbox 2000 hkd',
      'posted fx_position -2000 hkd',
    ]);
  });
  it('hold what came into the bank in suspense', () => {
    const told = { type: 'BankStatementImported', entries: [bankEntry()], at } as const;
    expect(legs({ ...told, statement })).toEqual([
      'posted bank:settlement_sandbox 1478 hkd',
      'posted suspense:sandbox -1478 hkd',
    ]);
    expect(legs({ ...told, statement: { ...statement, kind: 'notification' } })).toEqual([]);
  });
  it('settle the receivable when it is known for what', () =>
    expect(legs({ type: 'SettlementReceived', acquirer: 'sandbox', credit: credit(), at })).toEqual(
      ['posted suspense:sandbox 1478 hkd', 'posted acquirer_receivable:sandbox -1478 hkd'],
    ));
  it('make a loss or a gain of what is written off', () => {
    const open = (account: 'suspense' | 'acquirer_receivable', amount: bigint) => ({
      ...{ account, acquirer: 'sandbox', currency: 'hkd', amount },
    });
    expect(
      legs({
        ...{ type: 'BreakResolved', breakId: 'b', livemode: false, resolution: 'written_off' },
        ...{ note: null, at },
        writtenOff: [open('suspense', -1477n), open('acquirer_receivable', 1478n)],
      }),
    ).toEqual([
      'posted writeoff:sandbox -1477 hkd',
      'posted suspense:sandbox 1477 hkd',
      'posted writeoff:sandbox 1478 hkd',
      'posted acquirer_receivable:sandbox -1478 hkd',
    ]);
  });

  it('leave nothing of what the file says on the receivable once the bank has its net', () =>
    fc.assert(
      fc.property(fc.array(settledLines, { minLength: 1, maxLength: 20 }), (of) => {
        const sum = (amount: (line: SettlementLine) => bigint) =>
          of.reduce((total, line) => total + amount(line), 0n);
        const totals = {
          ...{ lines: of.length, gross: sum(({ gross }) => gross), net: sum(({ net }) => net) },
          ...{ commission: sum((one) => one.commission), markup: sum((one) => one.markup) },
          ...{
            schemeFees: sum((one) => one.schemeFees),
            interchange: sum((one) => one.interchange),
          },
        };
        const paid = credit({ amount: totals.net });
        const all = [
          ...postings(imported(of, totals), null),
          ...postings({ type: 'SettlementReceived', acquirer: 'sandbox', credit: paid, at }, null),
        ];
        const receivable = all
          .filter(({ account }) => account === 'acquirer_receivable:sandbox')
          .reduce((total, { amount }) => total + amount, 0n);
        const ours = sum(({ type, gross }) => (type === 'fee' ? 0n : gross));
        expect(ours + receivable).toBe(0n);
        expect(all.reduce((total, { amount }) => total + amount, 0n)).toBe(0n);
      }),
    ));

  it('count from the day that the bank says', () => {
    const valueAt = at - 5;
    const entries = [bankEntry()];
    expect(
      settlementEffectiveAt({
        ...{ type: 'BankStatementImported', entries, at },
        statement: { ...statement, valueAt },
      }),
    ).toBe(valueAt);
    expect(settlementEffectiveAt(imported(lines))).toBe(at);
  });
});

const cost = fc.bigInt(-5n, 50n);
/** Lines whose gross is their net and costs; a fee has no costs. */
const settledLines: fc.Arbitrary<SettlementLine> = fc
  .record({
    type: fc.constantFrom('settled', 'refunded', 'chargeback', 'fee'),
    gross: fc.bigInt(1n, 10_000n),
    ...{ commission: cost, markup: cost, schemeFees: cost, interchange: cost },
  })
  .map(({ type, gross: size, ...some }): SettlementLine => {
    const costs = type === 'fee' ? noCosts : some;
    const gross = type === 'settled' ? size : -size;
    const line = { ...saleLine, ...costs, type, gross } as SettlementLine;
    return { ...line, net: gross - costsIn(line) };
  });
