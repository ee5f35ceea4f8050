import { Controller, Get, Req } from '@nestjs/common';
import {
  CreatedListParams,
  pageOf,
  publicAmount,
  type LedgerEntryJson,
} from '@ledgerway/contracts';
import { Needs } from '../auth/permissions.js';
import { callerOf, type ApiRequest } from '../edge/caller.js';
import { listAnswer } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { ReportingClient } from '../queries/query-client.js';
import { SeenPositions } from '../queries/seen-positions.js';

/** The journal behind the balances: an account sees its own entries, the operator all of them. */
@Controller('v1/ledger/entries')
export class LedgerEntriesController {
  constructor(
    private readonly reporting: ReportingClient,
    private readonly seen: SeenPositions,
  ) {}

  @Get()
  @Needs('report', { operator: true })
  async list(@Req() request: ApiRequest) {
    const params = paramsOf(request, CreatedListParams);
    checkNothingExpanded(params.expand);
    const caller = callerOf(request);
    const page = pageOf(params);
    const asked =
      caller.kind === 'operator'
        ? { page, after: [] }
        : { ...caller.tenant, page, after: this.seen.after(caller.tenant) };
    const listed = await this.reporting.ask('reporting.ledger_entries', asked);
    return listAnswer(listed, { url: '/v1/ledger/entries', kind: 'ledger entry', page }, rendered);
  }
}

export type PublicLedgerEntry = ReturnType<typeof rendered>;

const rendered = (entry: LedgerEntryJson) => ({
  id: entry.id,
  object: 'ledger_entry' as const,
  created: entry.created,
  effective_at: entry.effectiveAt,
  event: entry.event,
  postings: entry.postings.map((leg) => ({ ...leg, amount: publicAmount(leg.amount) })),
});
