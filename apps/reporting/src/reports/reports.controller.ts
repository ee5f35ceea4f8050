// What the gateway asks of reports. They are made by the worker beside this.
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { ReportQueries, ReportRunRefusal } from '@ledgerway/contracts';
import { rowsPaidBy } from '../balance-transactions/paid-by.js';
import { findPayout } from '../payouts/list-payouts.js';
import type { ReachedPositions } from '../projection/reached-positions.js';
import { onceReached } from '../queries/once-reached.js';
import type { ReportRuns } from './report-runs.js';
import type { ReportWorker } from './report-worker.js';

type Pattern = keyof ReportQueries;
type Ask<P extends Pattern> = ReportQueries[P]['ask'];
type Answer<P extends Pattern> = Promise<ReportQueries[P]['answer']>;

/** A pattern that is not in the contract does not compile. */
const Answers = (pattern: Pattern) => MessagePattern(pattern);

export type ReportsSide = {
  readonly runs: ReportRuns;
  readonly worker: Pick<ReportWorker, 'wake'>;
  readonly reached: ReachedPositions;
};
export const reportsSide = Symbol('reports side');

@Controller()
export class ReportsController {
  constructor(@Inject(reportsSide) private readonly side: ReportsSide) {}

  @Answers('reporting.report_run.create')
  async create(
    @Payload() ask: Ask<'reporting.report_run.create'>,
  ): Answer<'reporting.report_run.create'> {
    const refused = await onceReached(this.side.reached, ask.after, () => this.payoutRefusal(ask));
    if (refused !== undefined) return { refused };
    const run = await this.side.runs.create(ask);
    this.side.worker.wake();
    return run ?? { refused: 'too_many_report_runs' };
  }

  @Answers('reporting.report_run')
  run(@Payload() ask: Ask<'reporting.report_run'>): Answer<'reporting.report_run'> {
    return this.side.runs.find(ask, ask.id);
  }

  @Answers('reporting.report_runs')
  list(@Payload() ask: Ask<'reporting.report_runs'>): Answer<'reporting.report_runs'> {
    return this.side.runs.list(ask, ask.page);
  }

  @Answers('reporting.file')
  file(@Payload() ask: Ask<'reporting.file'>): Answer<'reporting.file'> {
    return this.side.runs.file(ask, ask.id);
  }

  @Answers('reporting.file_part')
  filePart(@Payload() ask: Ask<'reporting.file_part'>): Answer<'reporting.file_part'> {
    return this.side.runs.filePart(ask, ask.id, ask.part);
  }

  private async payoutRefusal(
    ask: Ask<'reporting.report_run.create'>,
  ): Promise<ReportRunRefusal | undefined> {
    const { database } = this.side.runs;
    const { payout: id } = ask.parameters;
    if (id === undefined) return undefined;
    if ((await findPayout(database, { ...ask, id })) === null) return 'payout_not_found';
    const paid = await rowsPaidBy(database.pool, id);
    return paid === undefined ? 'payout_of_a_part' : undefined;
  }
}
