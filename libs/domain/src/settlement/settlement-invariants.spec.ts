// Whatever files and statements come for a batch, in whatever order, and whatever people do meanwhile.
import fc from 'fast-check';
import { postings } from '../ledger/postings.js';
import { sumOf } from '../money.js';
import { at } from '../testing/examples.js';
import { bankEntry, batch, credit, lines, statement } from '../testing/settlement-examples.js';
import { walk } from '../testing/walk.js';
import type { SettlementCommand, SettlementEvent } from './model.js';
import { settlement } from './settlement.js';

const entryId = fc.constantFrom('e1', 'e2', 'e3');
/** A break is named after the credit that it is about. */
const aboutEntry = (id: string) => ({ breakId: `brk_${id}`, livemode: false, at });
const about = entryId.map(aboutEntry);
const fileHash = fc.constantFrom('one', 'other');
const amount = fc.constantFrom(batch.totals.net, batch.totals.net - 1n);

const onBreaks: fc.Arbitrary<SettlementCommand> = fc.oneof(
  about.map((one): SettlementCommand => ({ type: 'AssignBreak', ...one, owner: 'jo' })),
  fc
    .tuple(about, fc.constantFrom('explained', 'written_off'))
    .map(([one, resolution]): SettlementCommand => {
      const open = [
        { ...{ account: 'suspense', acquirer: 'sandbox', currency: 'hkd' }, amount: 5n } as const,
      ];
      return { type: 'ResolveBreak', ...one, resolution, note: null, open };
    }),
);
const onBatch: fc.Arbitrary<SettlementCommand> = fc.oneof(
  fileHash.map((hash): SettlementCommand => ({
    type: 'ImportSettlementBatch',
    ...{ batch: { ...batch, fileHash: hash }, lines, at },
  })),
  fc.tuple(entryId, amount).map(([id, paid]): SettlementCommand => {
    const told = credit({ id, amount: paid });
    return { type: 'RecordBankCredit', ...aboutEntry(id), acquirer: 'sandbox', credit: told };
  }),
  onBreaks,
);
const onStatement: fc.Arbitrary<SettlementCommand> = fc.oneof(
  fc
    .tuple(fileHash, fc.constantFrom('statement', 'notification'))
    .map(([hash, kind]): SettlementCommand => {
      const entries = [bankEntry(), bankEntry({ id: 'e2', batch: null, amount: 5n })];
      const read = { ...statement, fileHash: hash, kind };
      const breakIds = { e2: 'brk_e2' };
      return { type: 'ImportBankStatement', statement: read, entries, breakIds, at };
    }),
  onBreaks,
);

const onEveryWalk = (check: (commands: SettlementCommand[]) => void) =>
  fc.assert(fc.property(fc.oneof(fc.array(onBatch), fc.array(onStatement)), check), {
    numRuns: 500,
  });

describe('a settlement stream, whatever happens', () => {
  it('is the same when it is folded again, a repeated command adding none', () =>
    onEveryWalk((commands) => {
      const { state, events, unrepeatable } = walk(settlement, commands);
      expect(events.reduce(settlement.evolve, settlement.initialState)).toEqual(state);
      expect(unrepeatable).toEqual([]);
    }));

  it('moves money that adds up to zero (I1)', () =>
    onEveryWalk((commands) => {
      for (const event of walk(settlement, commands).events)
        expect(sumOf(postings(event, null).map((leg) => leg.amount))).toBe(0n);
    }));

  it('has a file once, and is paid at most once and exactly', () =>
    onEveryWalk((commands) => {
      const { events } = walk(settlement, commands);
      const of = (type: SettlementEvent['type']) => events.filter((one) => one.type === type);
      expect(of('SettlementBatchImported').length).toBeLessThanOrEqual(1);
      expect(of('BankStatementImported').length).toBeLessThanOrEqual(1);
      expect(of('SettlementReceived').length).toBeLessThanOrEqual(1);
      for (const event of of('SettlementReceived'))
        expect(event).toMatchObject({ credit: { amount: batch.totals.net } });
    }));

  it('ends each break once', () =>
    onEveryWalk((commands) => {
      const ended = walk(settlement, commands).events.flatMap((event) =>
        event.type === 'BreakResolved' ? [event.breakId] : [],
      );
      expect(new Set(ended).size).toBe(ended.length);
    }));

  it('knows to the end each credit that was told to it, as received or as a break', () =>
    onEveryWalk((commands) => {
      const { state } = walk(settlement, commands);
      const ids = [
        state.settlement?.received?.id,
        ...(state.settlement?.breaks ?? []).map((one) => one.credit?.id),
      ];
      for (const command of commands)
        if (command.type === 'RecordBankCredit') expect(ids).toContain(command.credit.id);
    }));
});
