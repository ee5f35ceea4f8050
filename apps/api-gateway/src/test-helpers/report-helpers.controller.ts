// Runs of reports that end as a test wants it.
import { Controller, Post, Req } from '@nestjs/common';
import { TestReportRunParams } from '@ledgerway/contracts';
import { Needs } from '../auth/permissions.js';
import { ok } from '../edge/answer.js';
import type { ApiRequest } from '../edge/caller.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { ReportRuns } from '../reporting/report-runs.js';
import { testTenantOf } from './test-tenant.js';

const failure = 'The report could not be made: a test asked for this failure.';

@Controller('v1/test_helpers/reporting/report_runs')
export class ReportHelpersController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly runs: ReportRuns,
  ) {}

  @Post()
  @Needs('report')
  create(@Req() request: ApiRequest) {
    const tenant = testTenantOf(request);
    const params = paramsOf(request, TestReportRunParams);
    checkNothingExpanded(params.expand);
    const told = params.outcome === 'failed' ? failure : null;
    return this.posts.run(request, async (operation) =>
      ok(await this.runs.create(tenant, operation, params, told)),
    );
  }
}
