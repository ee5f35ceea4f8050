import { Controller, Get, Param, Req } from '@nestjs/common';
import {
  ExpandParams,
  invalidRequest,
  ListBalanceTransactionsParams,
  pageOf,
  renderBalanceTransaction,
  resourceMissing,
  type Tenant,
} from '@ledgerway/contracts';
import { Needs } from '../auth/permissions.js';
import { ApiException, ok, wrongReference } from '../edge/answer.js';
import { callerOf, tenantOf, type ApiRequest } from '../edge/caller.js';
import { listAnswer } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkExpand, pathsBelowData } from '../expand/expandable.js';
import { Expander } from '../expand/expander.js';
import { ReportingClient } from '../queries/query-client.js';
import { SeenPositions } from '../queries/seen-positions.js';

@Controller('v1/balance_transactions')
export class BalanceTransactionsController {
  constructor(
    private readonly reporting: ReportingClient,
    private readonly seen: SeenPositions,
    private readonly expander: Expander,
  ) {}

  @Get(':id')
  @Needs('balance')
  async retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    const { expand = [] } = paramsOf(request, ExpandParams);
    checkExpand(expand, 'balance_transaction', { caller: callerOf(request) });
    const tenant = tenantOf(request);
    const after = this.seen.after(tenant);
    const row = await this.reporting.ask('reporting.balance_transaction', { ...tenant, id, after });
    if (row === null) throw new ApiException(resourceMissing('balance transaction', id));
    const object = renderBalanceTransaction(row);
    return ok(await this.expander.expand(tenant, 'balance_transaction', object, expand));
  }

  @Get()
  @Needs('balance')
  async list(@Req() request: ApiRequest) {
    const params = paramsOf(request, ListBalanceTransactionsParams);
    checkExpand(params.expand, 'balance_transaction', {
      inList: true,
      caller: callerOf(request),
    });
    const tenant = tenantOf(request);
    const page = pageOf(params);
    if (params.payout !== undefined) await this.checkPayout(tenant, params.payout);
    const listed = await this.reporting.ask('reporting.balance_transactions', {
      ...tenant,
      page,
      after: this.seen.after(tenant),
      ...(params.currency !== undefined && { currency: params.currency }),
      ...(params.payout !== undefined && { payout: params.payout }),
      ...(params.source !== undefined && { source: params.source }),
      ...(params.type !== undefined && { type: params.type }),
    });
    if ('partialPayout' in listed) throw new ApiException(paysAPart(params.payout ?? ''));
    const list = { url: '/v1/balance_transactions', kind: 'balance transaction', page };
    const expand = pathsBelowData(params.expand);
    return listAnswer(listed, list, (row) =>
      this.expander.expand(tenant, 'balance_transaction', renderBalanceTransaction(row), expand),
    );
  }

  /** Refuses (400) a payout that this account and mode does not have. */
  private async checkPayout(tenant: Tenant, id: string): Promise<void> {
    const after = this.seen.after(tenant);
    if ((await this.reporting.ask('reporting.payout', { ...tenant, id, after })) !== null) return;
    throw wrongReference(resourceMissing('payout', id, { param: 'payout' }));
  }
}

const paysAPart = (id: string) =>
  invalidRequest(
    `Payout ${id} pays a part of what was available, so no balance transactions can be named that ` +
      'add up to it. They can be listed for payouts of everything available, as automatic ones are.',
    { param: 'payout' },
  );
