import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import {
  CreateReportRunParams,
  ExpandParams,
  ListReportRunsParams,
  pageOf,
} from '@ledgerway/contracts';
import { Needs } from '../auth/permissions.js';
import { ok } from '../edge/answer.js';
import { tenantOf, type ApiRequest } from '../edge/caller.js';
import { listAnswer } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { ReportRuns } from './report-runs.js';

@Controller('v1/reporting/report_runs')
export class ReportRunsController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly runs: ReportRuns,
  ) {}

  @Post()
  @Needs('report')
  create(@Req() request: ApiRequest) {
    const params = paramsOf(request, CreateReportRunParams);
    checkNothingExpanded(params.expand);
    const tenant = tenantOf(request);
    return this.posts.run(request, async (operation) =>
      ok(await this.runs.create(tenant, operation, params)),
    );
  }

  @Get(':id')
  @Needs('report')
  async retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    checkNothingExpanded(paramsOf(request, ExpandParams).expand);
    return ok(await this.runs.find(tenantOf(request), id));
  }

  @Get()
  @Needs('report')
  async list(@Req() request: ApiRequest) {
    const params = paramsOf(request, ListReportRunsParams);
    checkNothingExpanded(params.expand);
    const tenant = tenantOf(request);
    const page = pageOf(params);
    const listed = await this.runs.list(tenant, page);
    const list = { url: '/v1/reporting/report_runs', kind: 'report run', page };
    return listAnswer(listed, list, (run) => this.runs.rendered(run, tenant));
  }
}
