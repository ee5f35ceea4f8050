// What the other services ask. Every answer includes the writes that the asker names in `after`.
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload, RpcException } from '@nestjs/microservices';
import type { Positions, ReportingQueries } from '@ledgerway/contracts';
import type { Clock, Database } from '@ledgerway/platform';
import {
  findBalanceTransaction,
  listBalanceTransactions,
} from '../balance-transactions/list-balance-transactions.js';
import { readBalance } from '../balances/read-balance.js';
import { listCharges } from '../charges/list-charges.js';
import { listEntries } from '../journal/list-entries.js';
import { NotReached, type ReachedPositions } from '../projection/reached-positions.js';
import { listRefunds } from '../refunds/list-refunds.js';

type Pattern = keyof ReportingQueries;
type Ask<P extends Pattern> = ReportingQueries[P]['ask'];
type Answer<P extends Pattern> = Promise<ReportingQueries[P]['answer']>;

/** A pattern that is not in the contract does not compile. */
const Answers = (pattern: Pattern) => MessagePattern(pattern);

export type ReadSide = {
  readonly database: Database;
  readonly reached: ReachedPositions;
  readonly clock: Clock;
};
export const readSide = Symbol('read side');

@Controller()
export class QueriesController {
  constructor(@Inject(readSide) private readonly side: ReadSide) {}

  @Answers('reporting.charges')
  charges(@Payload() ask: Ask<'reporting.charges'>): Answer<'reporting.charges'> {
    return this.once(ask.after, () => listCharges(this.side.database, ask));
  }

  @Answers('reporting.refunds')
  refunds(@Payload() ask: Ask<'reporting.refunds'>): Answer<'reporting.refunds'> {
    return this.once(ask.after, () => listRefunds(this.side.database, ask));
  }

  @Answers('reporting.balance')
  balance(@Payload() ask: Ask<'reporting.balance'>): Answer<'reporting.balance'> {
    return this.once(ask.after, () => readBalance(this.side.database, ask));
  }

  @Answers('reporting.balance_transactions')
  balanceTransactions(
    @Payload() ask: Ask<'reporting.balance_transactions'>,
  ): Answer<'reporting.balance_transactions'> {
    const { database, clock } = this.side;
    return this.once(ask.after, () => listBalanceTransactions(database, ask, clock.now()));
  }

  @Answers('reporting.balance_transaction')
  balanceTransaction(
    @Payload() ask: Ask<'reporting.balance_transaction'>,
  ): Answer<'reporting.balance_transaction'> {
    const { database, clock } = this.side;
    return this.once(ask.after, () => findBalanceTransaction(database, ask, clock.now()));
  }

  @Answers('reporting.ledger_entries')
  ledgerEntries(
    @Payload() ask: Ask<'reporting.ledger_entries'>,
  ): Answer<'reporting.ledger_entries'> {
    return this.once(ask.after, () => listEntries(this.side.database, ask));
  }

  /** Answers once the read models have what the asker knows of; refuses rather than hide it. */
  private async once<T>(after: Positions, answer: () => Promise<T>): Promise<T> {
    try {
      await this.side.reached.waitFor(after);
    } catch (error) {
      throw error instanceof NotReached ? new RpcException(error.message) : error;
    }
    return answer();
  }
}
