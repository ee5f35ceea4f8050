import { Controller, Get, Param, Req } from '@nestjs/common';
import {
  ExpandParams,
  ListCustomerPaymentMethodsParams,
  renderPaymentMethod,
} from '@ledgerway/contracts';
import { Needs } from '../auth/permissions.js';
import { ok } from '../edge/answer.js';
import { callerOf, tenantOf, type ApiRequest } from '../edge/caller.js';
import { paramsOf } from '../edge/params.js';
import { checkExpand } from '../expand/expandable.js';
import { Expander } from '../expand/expander.js';
import { MethodLists } from '../payment-methods/method-lists.js';
import { PaymentMethods } from '../payment-methods/payment-methods.js';
import { StreamReader } from '../streams/stream-reader.js';
import { livingCustomer } from './living-customer.js';

@Controller('v1/customers/:customer/payment_methods')
export class CustomerPaymentMethodsController {
  constructor(
    private readonly methods: PaymentMethods,
    private readonly lists: MethodLists,
    private readonly reader: StreamReader,
    private readonly expander: Expander,
  ) {}

  @Get(':id')
  @Needs('payment_method')
  async retrieve(
    @Req() request: ApiRequest,
    @Param('customer') customer: string,
    @Param('id') id: string,
  ) {
    const { expand } = paramsOf(request, ExpandParams);
    checkExpand(expand, 'payment_method', { caller: callerOf(request) });
    const tenant = tenantOf(request);
    const method = renderPaymentMethod(await this.methods.findOf(tenant, customer, id));
    return ok(await this.expander.expand(tenant, 'payment_method', method, expand));
  }

  @Get()
  @Needs('payment_method')
  async list(@Req() request: ApiRequest, @Param('customer') customer: string) {
    const params = paramsOf(request, ListCustomerPaymentMethodsParams);
    checkExpand(params.expand, 'payment_method', { inList: true, caller: callerOf(request) });
    const tenant = tenantOf(request);
    await livingCustomer(this.reader, tenant, customer);
    const url = `/v1/customers/${customer}/payment_methods`;
    return this.lists.list(tenant, customer, params, url);
  }
}
