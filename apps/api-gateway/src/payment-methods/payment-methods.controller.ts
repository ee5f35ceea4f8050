import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import {
  AttachPaymentMethodParams,
  CreatePaymentMethodParams,
  ExpandParams,
  ListPaymentMethodsParams,
  renderPaymentMethod,
  UpdatePaymentMethodParams,
  withoutSecrets,
} from '@ledgerway/contracts';
import type { PaymentMethod } from '@ledgerway/domain';
import { Needs } from '../auth/permissions.js';
import { referencedCustomer } from '../customers/living-customer.js';
import { ok } from '../edge/answer.js';
import { callerOf, tenantOf, type ApiRequest } from '../edge/caller.js';
import { paramsOf } from '../edge/params.js';
import { checkExpand } from '../expand/expandable.js';
import { Expander } from '../expand/expander.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { StreamReader } from '../streams/stream-reader.js';
import { Attachments } from './attachments.js';
import { MethodLists } from './method-lists.js';
import { PaymentMethods } from './payment-methods.js';

@Controller('v1/payment_methods')
export class PaymentMethodsController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly methods: PaymentMethods,
    private readonly attachments: Attachments,
    private readonly lists: MethodLists,
    private readonly reader: StreamReader,
    private readonly expander: Expander,
  ) {}

  @Post()
  @Needs('payment_method', { publishable: true })
  create(@Req() request: ApiRequest) {
    const params = this.params(request, CreatePaymentMethodParams);
    return this.posts.run(request, async (operation) => {
      const method = await this.methods.create(tenantOf(request), operation, params);
      return this.answer(request, method, params);
    });
  }

  @Post(':id/attach')
  @Needs('payment_method')
  attach(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = this.params(request, AttachPaymentMethodParams);
    return this.posts.run(request, async (operation) => {
      const tenant = tenantOf(request);
      const method = await this.attachments.attach(tenant, operation, id, params.customer);
      return this.answer(request, method, params);
    });
  }

  @Post(':id/detach')
  @Needs('payment_method')
  detach(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = this.params(request, ExpandParams);
    return this.posts.run(request, async (operation) => {
      const method = await this.attachments.detach(tenantOf(request), operation, id);
      return this.answer(request, method, params);
    });
  }

  @Post(':id')
  @Needs('payment_method')
  update(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = this.params(request, UpdatePaymentMethodParams);
    return this.posts.run(request, async (operation) => {
      const method = await this.methods.update(tenantOf(request), operation, id, params);
      return this.answer(request, method, params);
    });
  }

  @Get(':id')
  @Needs('payment_method')
  async retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = this.params(request, ExpandParams);
    return this.answer(request, await this.methods.find(tenantOf(request), id), params);
  }

  @Get()
  @Needs('payment_method')
  async list(@Req() request: ApiRequest) {
    const { customer = '', ...params } = paramsOf(request, ListPaymentMethodsParams);
    checkExpand(params.expand, 'payment_method', { inList: true, caller: callerOf(request) });
    const tenant = tenantOf(request);
    await referencedCustomer(this.reader, tenant, customer);
    return this.lists.list(tenant, customer, params, '/v1/payment_methods');
  }

  private params<T extends ExpandParams>(request: ApiRequest, endpoint: new () => T): T {
    const params = paramsOf(request, endpoint);
    checkExpand(params.expand, 'payment_method', { caller: callerOf(request) });
    return params;
  }

  /** A browser is not shown what is the merchant's own. */
  private async answer(request: ApiRequest, method: PaymentMethod, { expand }: ExpandParams) {
    const object = renderPaymentMethod(method);
    if (callerOf(request).kind === 'publishable') return ok(withoutSecrets(object));
    const tenant = tenantOf(request);
    return ok(await this.expander.expand(tenant, 'payment_method', object, expand));
  }
}
