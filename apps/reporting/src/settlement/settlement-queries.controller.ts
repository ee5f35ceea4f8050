// What the operator asks about settlement.
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { Positions, SettlementQueries } from '@ledgerway/contracts';
import { onceReached } from '../queries/once-reached.js';
import { readSide, type ReadSide } from '../queries/queries.controller.js';
import { findBreak, listBreaks } from './list-breaks.js';
import { readScores } from './read-scores.js';
import { findSettlement, findStatement, listSettlements } from './read-settlement.js';

type Pattern = keyof SettlementQueries;
type Ask<P extends Pattern> = SettlementQueries[P]['ask'];
type Answer<P extends Pattern> = Promise<SettlementQueries[P]['answer']>;

/** A pattern that is not in the contract does not compile. */
const Answers = (pattern: Pattern) => MessagePattern(pattern);

@Controller()
export class SettlementQueriesController {
  constructor(@Inject(readSide) private readonly side: ReadSide) {}

  @Answers('reporting.settlements')
  list(@Payload() ask: Ask<'reporting.settlements'>): Answer<'reporting.settlements'> {
    return this.once(ask.after, () => listSettlements(this.side.database, ask));
  }

  @Answers('reporting.settlement')
  settlement(@Payload() ask: Ask<'reporting.settlement'>): Answer<'reporting.settlement'> {
    return this.once(ask.after, () => findSettlement(this.side.database, ask.id));
  }

  @Answers('reporting.bank_statement')
  statement(@Payload() ask: Ask<'reporting.bank_statement'>): Answer<'reporting.bank_statement'> {
    return this.once(ask.after, () => findStatement(this.side.database, ask.id));
  }

  @Answers('reporting.settlement_breaks')
  breaks(
    @Payload() ask: Ask<'reporting.settlement_breaks'>,
  ): Answer<'reporting.settlement_breaks'> {
    return this.once(ask.after, () => listBreaks(this.side.database, ask));
  }

  @Answers('reporting.settlement_break')
  oneBreak(
    @Payload() ask: Ask<'reporting.settlement_break'>,
  ): Answer<'reporting.settlement_break'> {
    return this.once(ask.after, () => findBreak(this.side.database, ask));
  }

  @Answers('reporting.settlement_scores')
  scores(
    @Payload() ask: Ask<'reporting.settlement_scores'>,
  ): Answer<'reporting.settlement_scores'> {
    return this.once(ask.after, () => readScores(this.side.database, ask));
  }

  private once<T>(after: Positions, answer: () => Promise<T>): Promise<T> {
    return onceReached(this.side.reached, after, answer);
  }
}
