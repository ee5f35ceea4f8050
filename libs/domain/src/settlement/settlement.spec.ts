import { specFor } from '@ledgerway/testing';
import { at } from '../testing/examples.js';
import { bankEntry, batch, credit, lines, statement } from '../testing/settlement-examples.js';
import {
  maxSettlementBreaks,
  type BankCredit,
  type OpenMoney,
  type SettlementCommand,
  type SettlementEvent,
} from './model.js';
import { settlement } from './settlement.js';

const { given } = specFor(settlement);
const later = at + 1;
const livemode = false;

const imports = (fileHash = 'one'): SettlementCommand => ({
  type: 'ImportSettlementBatch',
  batch: { ...batch, fileHash },
  lines,
  at: later,
});
const imported: SettlementEvent = { type: 'SettlementBatchImported', batch, lines, at: later };
const tells = (told: BankCredit): SettlementCommand => ({
  type: 'RecordBankCredit',
  ...{ acquirer: 'sandbox', livemode, credit: told, breakId: 'brk_1', at: later },
});
const received: SettlementEvent = {
  type: 'SettlementReceived',
  ...{ acquirer: 'sandbox', credit: credit(), at: later },
};
const inSuspense = (amount: bigint): OpenMoney => ({
  ...{ account: 'suspense', acquirer: 'sandbox', currency: 'hkd', amount: -amount },
});
const promised: OpenMoney = {
  ...{ account: 'acquirer_receivable', acquirer: 'sandbox', currency: 'hkd', amount: 1478n },
};
const found = (
  kind: 'unknown_credit' | 'credit_without_file' | 'bank_amount_diff' | 'paid_twice',
  what: BankCredit,
  open: readonly OpenMoney[],
): SettlementEvent => ({
  type: 'SettlementBreakFound',
  ...{ breakId: 'brk_1', livemode, kind, credit: what, open, at: later },
});
const early = found('credit_without_file', credit(), [inSuspense(1478n)]);

describe('a settlement batch', () => {
  it('is imported whole', () => given().when(imports()).then(imported));
  it('is imported once, however often its file comes', () =>
    given(imported).when(imports()).then());
  it('is refused with other content', () =>
    given(imported).when(imports('other')).thenRejected('batch_differs'));

  it('is received when the bank has exactly its net', () =>
    given(imported).when(tells(credit())).then(received));
  it('is not received with a cent less: that is a break', () => {
    const less = credit({ amount: 1477n });
    const kind = 'bank_amount_diff';
    return given(imported)
      .when(tells(less))
      .then(found(kind, less, [inSuspense(1477n), promised]));
  });
  it('is not received in another currency', () => {
    const dollars = credit({ currency: 'usd' });
    const open = { ...inSuspense(1478n), currency: 'usd' };
    return given(imported)
      .when(tells(dollars))
      .then(found('bank_amount_diff', dollars, [open, promised]));
  });
  it('is told of one credit once', () => {
    given(imported, received).when(tells(credit())).then();
    given(early).when(tells(credit())).then();
  });
  it('is not paid twice: the second credit is a break', () => {
    const second = credit({ id: 'e2' });
    return given(imported, received)
      .when(tells(second))
      .then(found('paid_twice', second, [inSuspense(1478n)]));
  });

  it('may be paid before its file comes', () => given().when(tells(credit())).then(early));
  it('is received when the file comes, and that break is over', () =>
    given(early)
      .when(imports())
      .then(imported, received, {
        type: 'BreakResolved',
        ...{ breakId: 'brk_1', livemode, resolution: 'arrived' },
        ...{ note: null, writtenOff: [], at: later },
      }));
  it('is not received by an early credit of another amount', () => {
    const other = credit({ amount: 1n });
    return given(found('credit_without_file', other, [inSuspense(1n)]))
      .when(imports())
      .then(imported);
  });
});

describe('a bank statement', () => {
  const told = (fileHash = 'two', kind: 'statement' | 'notification' = 'statement') =>
    ({
      type: 'ImportBankStatement',
      statement: { ...statement, fileHash, kind },
      entries: [bankEntry(), bankEntry({ id: 'e2', batch: null, amount: 5n })],
      breakIds: { e2: 'brk_1' },
      at: later,
    }) satisfies SettlementCommand;
  const { breakIds: _, ...asEvent } = told();
  const read: SettlementEvent = { ...asEvent, type: 'BankStatementImported' };

  it('leaves what nobody knows in suspense, as a break', () => {
    const unknown = credit({ id: 'e2', amount: 5n });
    return given()
      .when(told())
      .then(read, found('unknown_credit', unknown, [inSuspense(5n)]));
  });
  it('is imported once', () => given(read).when(told()).then());
  it('is imported though somebody has taken on a break of it before', () => {
    const about = { breakId: 'brk_9', livemode, owner: 'jo', at } as const;
    const taken: SettlementEvent = { type: 'BreakAssigned', ...about };
    const command = told('two', 'notification');
    given(taken)
      .when(command)
      .then({ ...read, statement: command.statement } as SettlementEvent);
    given(taken, read).when(told()).then();
  });
  it('is refused with other content', () =>
    given(read).when(told('other')).thenRejected('statement_differs'));
  it('makes no break if it is only a notification', () => {
    const command = told('two', 'notification');
    return given()
      .when(command)
      .then({ ...read, statement: command.statement } as SettlementEvent);
  });
});

describe('a break', () => {
  const assign = (owner: string, mode = livemode): SettlementCommand => ({
    type: 'AssignBreak',
    ...{ breakId: 'brk_1', livemode: mode, owner, at: later },
  });
  const assigned: SettlementEvent = {
    type: 'BreakAssigned',
    ...{ breakId: 'brk_1', livemode, owner: 'jo', at: later },
  };
  const resolve = (resolution: 'explained' | 'written_off', open: OpenMoney[] = []) =>
    ({
      type: 'ResolveBreak',
      ...{ breakId: 'brk_1', livemode, resolution, note: 'why', open, at: later },
    }) satisfies SettlementCommand;
  const resolved = (
    resolution: 'explained' | 'written_off',
    writtenOff: readonly OpenMoney[],
  ): SettlementEvent => ({
    type: 'BreakResolved',
    ...{ breakId: 'brk_1', livemode, resolution, note: 'why', writtenOff, at: later },
  });

  it('gets an owner, whether it was found here or seen by comparing', () => {
    given(early).when(assign('jo')).then(assigned);
    given().when(assign('jo')).then(assigned);
  });
  it('has that owner already', () => given(assigned).when(assign('jo')).then());
  it('is of one mode', () =>
    given(assigned).when(assign('al', true)).thenRejected('settlement_not_found'));
  it('moves nothing if it was explained', () =>
    given(early).when(resolve('explained')).then(resolved('explained', [])));
  it('writes off what it left open itself, whatever is said now', () =>
    given(early)
      .when(resolve('written_off', [promised]))
      .then(resolved('written_off', [inSuspense(1478n)])));
  it('writes off what the comparison says, if it was only seen there', () =>
    given(assigned)
      .when(resolve('written_off', [promised]))
      .then(resolved('written_off', [promised])));
  it('is not one of too many: the state of a stream has to stay small', () => {
    const many = Array.from({ length: maxSettlementBreaks }, (_, index): SettlementEvent => ({
      ...{ type: 'BreakAssigned', breakId: `brk_${index}`, livemode, owner: 'jo', at },
    }));
    const another = { ...assign('jo'), breakId: 'brk_new' } as SettlementCommand;
    given(...many)
      .when(another)
      .thenRejected('too_many_breaks');
    given(...many.slice(1))
      .when(another)
      .then({ ...many[0]!, breakId: 'brk_new', at: later } as SettlementEvent);
    given(...many, imported)
      .when(tells(credit({ amount: 1n })))
      .thenRejected('too_many_breaks');
  });
  it('ends once', () => {
    const done = resolved('explained', []);
    given(early, done).when(resolve('explained')).then();
    given(early, done).when(resolve('written_off')).thenRejected('break_resolved');
    given(early, done).when(assign('al')).thenRejected('break_resolved');
  });
});
