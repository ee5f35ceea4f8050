// Where the amounts are in what the acquirer and the bank say of settlement.
import { all, amounts, each, maybe, within, type Read } from './json.js';

const costs = ['commission', 'markup', 'schemeFees', 'interchange'] as const;

const readBatch: Read = within('totals', amounts('gross', 'net', ...costs));

/** A batch with its lines, as a command and as an event. */
export const readSettlementFile: Read = all(
  within('batch', readBatch),
  each('lines', amounts('gross', 'net', ...costs)),
);

export const readBankEntries: Read = each('entries', amounts('amount'));

export const readCredit: Read = within('credit', amounts('amount'));

/** What stands open on accounts, in this field. */
export const openMoney = (field: string): Read => each(field, amounts('amount'));

export const readSettlement: Read = all(
  maybe('batch', readBatch),
  maybe('received', amounts('amount')),
  each('breaks', all(maybe('credit', amounts('amount')), openMoney('open'))),
);
