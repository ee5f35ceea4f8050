// Settlement is between the operator, the acquirer and the bank: no merchant is told of it.
import type { SettlementEvent } from '@ledgerway/domain';
import { nothing, type Tellers } from './telling.js';

export const settlementTellers: Tellers<SettlementEvent> = {
  SettlementBatchImported: nothing,
  BankStatementImported: nothing,
  SettlementReceived: nothing,
  SettlementBreakFound: nothing,
  BreakAssigned: nothing,
  BreakResolved: nothing,
};
