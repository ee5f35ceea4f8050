import { Controller, Get, Param, Req } from '@nestjs/common';
import {
  ExpandParams,
  renderList,
  renderReportType,
  reportTypeOf,
  reportTypes,
  resourceMissing,
  type ReportType,
  type Tenant,
} from '@ledgerway/contracts';
import { Needs } from '../auth/permissions.js';
import { ApiException, ok } from '../edge/answer.js';
import { tenantOf, type ApiRequest } from '../edge/caller.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { ReportRuns } from './report-runs.js';

@Controller('v1/reporting/report_types')
export class ReportTypesController {
  constructor(private readonly runs: ReportRuns) {}

  /** All of them, on one page. */
  @Get()
  @Needs('report')
  list(@Req() request: ApiRequest) {
    checkNothingExpanded(paramsOf(request, ExpandParams).expand);
    const tenant = tenantOf(request);
    const data = reportTypes.map((type) => this.rendered(type, tenant));
    return ok(renderList('/v1/reporting/report_types', data, false));
  }

  @Get(':id')
  @Needs('report')
  retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    checkNothingExpanded(paramsOf(request, ExpandParams).expand);
    const type = reportTypeOf(id);
    if (type === undefined) throw new ApiException(resourceMissing('report type', id));
    return ok(this.rendered(type, tenantOf(request)));
  }

  private rendered = (type: ReportType, tenant: Tenant) =>
    renderReportType(type, { livemode: tenant.livemode, ...this.runs.dataInterval(tenant) });
}
