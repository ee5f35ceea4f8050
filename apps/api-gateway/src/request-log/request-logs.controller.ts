import { Controller, Get, Param, Req } from '@nestjs/common';
import {
  ExpandParams,
  ListRequestLogsParams,
  pageOf,
  renderRequestLog,
  resourceMissing,
  statusBounds,
} from '@ledgerway/contracts';
import { Needs } from '../auth/permissions.js';
import { ApiException, ok } from '../edge/answer.js';
import { tenantOf, type ApiRequest } from '../edge/caller.js';
import { listAnswer } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { RequestLogStore } from './request-log-store.js';

/** An account's own requests. The last moments of them may still be on their way here. */
@Controller('v1/request_logs')
export class RequestLogsController {
  constructor(private readonly store: RequestLogStore) {}

  @Get(':id')
  @Needs('account')
  async retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    checkNothingExpanded(paramsOf(request, ExpandParams).expand);
    const logged = await this.store.find(tenantOf(request), id);
    if (logged === undefined) throw new ApiException(resourceMissing('request log', id));
    return ok(renderRequestLog(logged));
  }

  @Get()
  @Needs('account')
  async list(@Req() request: ApiRequest) {
    const params = paramsOf(request, ListRequestLogsParams);
    checkNothingExpanded(params.expand);
    const { method, path, status } = params;
    const filter = {
      ...(method !== undefined && { method }),
      ...(path !== undefined && { path }),
      ...(status !== undefined && { status: statusBounds(status) }),
    };
    const page = pageOf(params);
    const listed = await this.store.list(tenantOf(request), filter, page);
    const list = { url: '/v1/request_logs', kind: 'request log', page };
    return listAnswer(listed, list, renderRequestLog);
  }
}
