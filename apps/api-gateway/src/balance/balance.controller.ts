import { Controller, Get, Req } from '@nestjs/common';
import { ExpandParams, renderBalance } from '@ledgerway/contracts';
import { Needs } from '../auth/permissions.js';
import { ok } from '../edge/answer.js';
import { tenantOf, type ApiRequest } from '../edge/caller.js';
import { paramsOf } from '../edge/params.js';
import { ReportingClient } from '../queries/query-client.js';
import { SeenPositions } from '../queries/seen-positions.js';

@Controller('v1/balance')
export class BalanceController {
  constructor(
    private readonly reporting: ReportingClient,
    private readonly seen: SeenPositions,
  ) {}

  @Get()
  @Needs('balance')
  async retrieve(@Req() request: ApiRequest) {
    paramsOf(request, ExpandParams);
    const tenant = tenantOf(request);
    const after = this.seen.after(tenant);
    const balance = await this.reporting.ask('reporting.balance', { ...tenant, after });
    return ok(renderBalance(balance, tenant.livemode));
  }
}
