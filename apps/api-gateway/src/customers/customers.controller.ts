import { Controller, Delete, Get, Param, Post, Req } from '@nestjs/common';
import {
  CreateCustomerParams,
  ExpandParams,
  ListCustomersParams,
  pageOf,
  renderDeleted,
  stateFromJson,
  UpdateCustomerParams,
} from '@ledgerway/contracts';
import type { Customer } from '@ledgerway/domain';
import { Needs } from '../auth/permissions.js';
import { ok } from '../edge/answer.js';
import { callerOf, tenantOf, type ApiRequest } from '../edge/caller.js';
import { listAnswer } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkExpand, pathsBelowData } from '../expand/expandable.js';
import { Expander } from '../expand/expander.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { ReportingClient } from '../queries/query-client.js';
import { SeenPositions } from '../queries/seen-positions.js';
import type { Found } from '../streams/stream-reader.js';
import { Customers } from './customers.js';

@Controller('v1/customers')
export class CustomersController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly customers: Customers,
    private readonly reporting: ReportingClient,
    private readonly seen: SeenPositions,
    private readonly expander: Expander,
  ) {}

  @Post()
  @Needs('customer')
  create(@Req() request: ApiRequest) {
    const params = this.params(request, CreateCustomerParams);
    return this.posts.run(request, async (operation) => {
      const created = await this.customers.create(tenantOf(request), operation, params);
      return this.answer(request, created, params);
    });
  }

  @Post(':id')
  @Needs('customer')
  update(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = this.params(request, UpdateCustomerParams);
    return this.posts.run(request, async (operation) => {
      const updated = await this.customers.update(tenantOf(request), operation, id, params);
      return this.answer(request, updated, params);
    });
  }

  @Delete(':id')
  @Needs('customer')
  async remove(@Req() request: ApiRequest, @Param('id') id: string) {
    paramsOf(request, ExpandParams);
    return ok(await this.customers.remove(tenantOf(request), this.posts.once(request), id));
  }

  @Get(':id')
  @Needs('customer')
  async retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = this.params(request, ExpandParams);
    const found = await this.customers.find(tenantOf(request), id);
    if (found.object.deletedAt !== null) return ok(renderDeleted('customer', id));
    return this.answer(request, found, params);
  }

  @Get()
  @Needs('customer')
  async list(@Req() request: ApiRequest) {
    const params = paramsOf(request, ListCustomersParams);
    checkExpand(params.expand, 'customer', { inList: true, caller: callerOf(request) });
    const tenant = tenantOf(request);
    const page = pageOf(params);
    const listed = await this.reporting.ask('reporting.customers', {
      ...tenant,
      page,
      after: this.seen.after(tenant),
      ...(params.email !== undefined && { email: params.email }),
    });
    const expand = pathsBelowData(params.expand);
    return listAnswer(listed, { url: '/v1/customers', kind: 'customer', page }, (row) => {
      const { customer, paymentMethods } = stateFromJson(row);
      if (customer === null) throw new Error('A list of customers, and a row without one');
      return this.expander.customer(tenant, customer, paymentMethods, expand);
    });
  }

  private params<T extends ExpandParams>(request: ApiRequest, endpoint: new () => T): T {
    const params = paramsOf(request, endpoint);
    checkExpand(params.expand, 'customer', { caller: callerOf(request) });
    return params;
  }

  private async answer(
    request: ApiRequest,
    { object, state }: Found<Customer>,
    { expand }: ExpandParams,
  ) {
    const sources = state.paymentMethods;
    return ok(await this.expander.customer(tenantOf(request), object, sources, expand));
  }
}
