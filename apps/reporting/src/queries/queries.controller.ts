// What the other services ask. Every answer includes the writes that the asker names in `after`.
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { Positions, ReportingQueries, Tenant } from '@ledgerway/contracts';
import type { EventReader } from '@ledgerway/event-store';
import type { AccountClocks, Database } from '@ledgerway/platform';
import { answerBalanceAsOf } from '../as-of/answer-balance-as-of.js';
import {
  findBalanceTransaction,
  listBalanceTransactions,
} from '../balance-transactions/list-balance-transactions.js';
import { readBalance } from '../balances/read-balance.js';
import { listCharges } from '../charges/list-charges.js';
import { listCustomers } from '../customers/list-customers.js';
import { listDisputes } from '../disputes/list-disputes.js';
import { exportPage } from '../exports/export-page.js';
import { listEntries } from '../journal/list-entries.js';
import { listPaymentIntents } from '../payment-intents/list-payment-intents.js';
import { listPaymentMethods } from '../payment-methods/list-payment-methods.js';
import type { ReachedPositions } from '../projection/reached-positions.js';
import { findPayout, listPayouts } from '../payouts/list-payouts.js';
import { listRefunds } from '../refunds/list-refunds.js';
import { listSetupIntents } from '../setup-intents/list-setup-intents.js';
import { onceReached } from './once-reached.js';

type Pattern = keyof ReportingQueries;
type Ask<P extends Pattern> = ReportingQueries[P]['ask'];
type Answer<P extends Pattern> = Promise<ReportingQueries[P]['answer']>;

/** A pattern that is not in the contract does not compile. */
const Answers = (pattern: Pattern) => MessagePattern(pattern);

export type ReadSide = {
  readonly database: Database;
  readonly reached: ReachedPositions;
  /** Which of a merchant's money is available depends on its time. */
  readonly clocks: AccountClocks;
  /** Says what the log held at a moment of the past. */
  readonly reader: EventReader;
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

  @Answers('reporting.payment_intents')
  paymentIntents(
    @Payload() ask: Ask<'reporting.payment_intents'>,
  ): Answer<'reporting.payment_intents'> {
    return this.once(ask.after, () => listPaymentIntents(this.side.database, ask));
  }

  @Answers('reporting.setup_intents')
  setupIntents(@Payload() ask: Ask<'reporting.setup_intents'>): Answer<'reporting.setup_intents'> {
    return this.once(ask.after, () => listSetupIntents(this.side.database, ask));
  }

  @Answers('reporting.payment_methods')
  paymentMethods(
    @Payload() ask: Ask<'reporting.payment_methods'>,
  ): Answer<'reporting.payment_methods'> {
    return this.once(ask.after, () => listPaymentMethods(this.side.database, ask));
  }

  @Answers('reporting.customers')
  customers(@Payload() ask: Ask<'reporting.customers'>): Answer<'reporting.customers'> {
    return this.once(ask.after, () => listCustomers(this.side.database, ask));
  }

  @Answers('reporting.disputes')
  disputes(@Payload() ask: Ask<'reporting.disputes'>): Answer<'reporting.disputes'> {
    return this.once(ask.after, () => listDisputes(this.side.database, ask));
  }

  @Answers('reporting.ledger_export')
  ledgerExport(@Payload() ask: Ask<'reporting.ledger_export'>): Answer<'reporting.ledger_export'> {
    return this.once(ask.after, () => exportPage(this.side.database, ask));
  }

  @Answers('reporting.payouts')
  payouts(@Payload() ask: Ask<'reporting.payouts'>): Answer<'reporting.payouts'> {
    return this.once(ask.after, () => listPayouts(this.side.database, ask));
  }

  @Answers('reporting.payout')
  payout(@Payload() ask: Ask<'reporting.payout'>): Answer<'reporting.payout'> {
    return this.once(ask.after, () => findPayout(this.side.database, ask));
  }

  @Answers('reporting.balance')
  balance(@Payload() ask: Ask<'reporting.balance'>): Answer<'reporting.balance'> {
    const { database } = this.side;
    return this.once(ask.after, () => readBalance(database, ask));
  }

  @Answers('reporting.balance_as_of')
  balanceAsOf(@Payload() ask: Ask<'reporting.balance_as_of'>): Answer<'reporting.balance_as_of'> {
    return this.once(ask.after, () => answerBalanceAsOf(this.side, ask));
  }

  @Answers('reporting.balance_transactions')
  balanceTransactions(
    @Payload() ask: Ask<'reporting.balance_transactions'>,
  ): Answer<'reporting.balance_transactions'> {
    const { database } = this.side;
    return this.once(ask.after, () => listBalanceTransactions(database, ask, this.nowOf(ask)));
  }

  @Answers('reporting.balance_transaction')
  balanceTransaction(
    @Payload() ask: Ask<'reporting.balance_transaction'>,
  ): Answer<'reporting.balance_transaction'> {
    const { database } = this.side;
    return this.once(ask.after, () => findBalanceTransaction(database, ask, this.nowOf(ask)));
  }

  @Answers('reporting.ledger_entries')
  ledgerEntries(
    @Payload() ask: Ask<'reporting.ledger_entries'>,
  ): Answer<'reporting.ledger_entries'> {
    return this.once(ask.after, () => listEntries(this.side.database, ask));
  }

  @Answers('reporting.set_clock')
  async setClock(@Payload() ask: Ask<'reporting.set_clock'>): Answer<'reporting.set_clock'> {
    await this.side.clocks.set(ask.merchantId, ask.offsetMs);
    return null;
  }

  private nowOf({ merchantId, livemode }: Tenant): number {
    return this.side.clocks.now(merchantId, livemode);
  }

  private once<T>(after: Positions, answer: () => Promise<T>): Promise<T> {
    return onceReached(this.side.reached, after, answer);
  }
}
