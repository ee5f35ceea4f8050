// Fixed values for specs: a batch of one sale, the bank's statement of it, and what did not fit.
import {
  operatorId,
  type OpenMoney,
  type BankCredit,
  type BankEntry,
  type BankStatement,
  type SettlementBatch,
  type SettlementEvent,
  type SettlementLine,
} from '@ledgerway/domain';
import { breakIdIn, settlementIdOf, bankStatementIdOf } from '../settlement/settlement-ids.js';
import { at, chargeId } from './examples.js';

export const settlementLine: SettlementLine = {
  ...{ number: 2, type: 'settled', method: 'card', createdAt: at },
  ...{ pspReference: 'sbx_1', merchantReference: chargeId, modificationReference: chargeId },
  ...{ grossCurrency: 'hkd', gross: 2000n, net: 1978n, rate: null },
  ...{ commission: 0n, markup: 2n, schemeFees: 4n, interchange: 16n },
};

export const settlementBatch: SettlementBatch = {
  id: settlementIdOf('sandbox', false, '1'),
  ...{ acquirer: 'sandbox', livemode: false, batch: '1', currency: 'hkd' },
  fileHash: 'ab'.repeat(32),
  totals: {
    ...{ lines: 1, gross: 2000n, net: 1978n },
    ...{ commission: 0n, markup: 2n, schemeFees: 4n, interchange: 16n },
  },
};

export const bankStatement: BankStatement = {
  id: bankStatementIdOf('settlement_sandbox', false, '053 1'),
  ...{ kind: 'statement', acquirer: 'sandbox', livemode: false, account: 'settlement_sandbox' },
  ...{ statement: '1', fileHash: 'cd'.repeat(32), currency: 'hkd', valueAt: at },
};

export const bankEntry: BankEntry = {
  ...{ id: 'entry-1', bankReference: 'bank-1', amount: 1978n, currency: 'hkd' },
  ...{ bookedAt: at, valueAt: at, batch: '1', text: 'Settlement batch 1' },
};

export const bankCredit: BankCredit = {
  ...{ id: 'entry-1', bankReference: 'bank-1', amount: 1978n, currency: 'hkd', valueAt: at },
  statementId: bankStatement.id,
};

export const breakId = breakIdIn(settlementBatch.id, 'credit', bankCredit.id);

type Of<T extends SettlementEvent['type']> = Extract<SettlementEvent, { type: T }>;

const open: OpenMoney = {
  ...{ account: 'suspense', acquirer: 'sandbox', currency: 'hkd', amount: -1978n },
};

export const settlementEventExamples: { readonly [T in SettlementEvent['type']]: Of<T> } = {
  SettlementBatchImported: {
    type: 'SettlementBatchImported',
    batch: settlementBatch,
    lines: [settlementLine],
    at,
  },
  BankStatementImported: {
    type: 'BankStatementImported',
    statement: bankStatement,
    entries: [bankEntry],
    at,
  },
  SettlementReceived: { type: 'SettlementReceived', acquirer: 'sandbox', credit: bankCredit, at },
  SettlementBreakFound: {
    ...{ type: 'SettlementBreakFound', kind: 'credit_without_file', livemode: false },
    ...{ breakId, credit: bankCredit, open: [open], at },
  },
  BreakAssigned: { type: 'BreakAssigned', breakId, livemode: false, owner: operatorId, at },
  BreakResolved: {
    ...{ type: 'BreakResolved', resolution: 'written_off', livemode: false },
    ...{ breakId, note: 'Too small to ask for', writtenOff: [open], at },
  },
};
