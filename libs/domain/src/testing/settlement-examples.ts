// Fixed values for specs of settlement: a batch of a sale and a refund, and the credit that pays it.
import type {
  BankCredit,
  BankEntry,
  BankStatement,
  SettlementBatch,
  SettlementLine,
} from '../settlement/model.js';
import { at } from './examples.js';

export const noCosts = { commission: 0n, markup: 0n, schemeFees: 0n, interchange: 0n };

export const saleLine: SettlementLine = {
  ...{ number: 2, type: 'settled', method: 'card', createdAt: at, rate: null },
  ...{ pspReference: 'p1', merchantReference: 'ch_1', modificationReference: 'ch_1' },
  ...{ grossCurrency: 'hkd', gross: 2000n, net: 1978n },
  ...{ commission: 0n, markup: 2n, schemeFees: 4n, interchange: 16n },
};
export const refundLine: SettlementLine = {
  ...{ ...saleLine, ...noCosts, number: 3, type: 'refunded', modificationReference: 're_1' },
  ...{ gross: -500n, net: -500n },
};
export const lines: readonly SettlementLine[] = [saleLine, refundLine];

export const batch: SettlementBatch = {
  ...{ id: 'stl_1', acquirer: 'sandbox', livemode: false, batch: '1' },
  ...{ fileHash: 'one', currency: 'hkd' },
  totals: {
    ...{ lines: 2, gross: 1500n, net: 1478n },
    ...{ commission: 0n, markup: 2n, schemeFees: 4n, interchange: 16n },
  },
};

export const statement: BankStatement = {
  ...{ id: 'bst_1', kind: 'statement', acquirer: 'sandbox', livemode: false },
  ...{ account: 'settlement_sandbox', statement: 's1', fileHash: 'two', currency: 'hkd' },
  valueAt: at,
};

export const bankEntry = (changed: Partial<BankEntry> = {}): BankEntry => ({
  ...{ id: 'e1', bankReference: 'b1', amount: 1478n, currency: 'hkd', batch: '1' },
  ...{ bookedAt: at, valueAt: at, text: 'batch 1' },
  ...changed,
});

export const credit = (changed: Partial<BankCredit> = {}): BankCredit => ({
  ...{ id: 'e1', bankReference: 'b1', amount: 1478n, currency: 'hkd', valueAt: at },
  statementId: 'bst_1',
  ...changed,
});
