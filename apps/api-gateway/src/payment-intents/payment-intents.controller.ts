import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import {
  CancelPaymentIntentParams,
  CapturePaymentIntentParams,
  ConfirmPaymentIntentParams,
  CreatePaymentIntentParams,
  ListPaymentIntentsParams,
  pageOf,
  RetrieveIntentParams,
  stateFromJson,
  UpdatePaymentIntentParams,
  type ExpandParams,
} from '@ledgerway/contracts';
import type { StreamState } from '@ledgerway/domain';
import { Needs } from '../auth/permissions.js';
import { callerOf, tenantOf, type ApiRequest } from '../edge/caller.js';
import { listAnswer } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkExpand, pathsBelowData } from '../expand/expandable.js';
import { Expander } from '../expand/expander.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import type { Operation } from '../idempotency/operation.js';
import { ReportingClient } from '../queries/query-client.js';
import { SeenPositions } from '../queries/seen-positions.js';
import { intentKind } from '../streams/kinds.js';
import { StreamReader } from '../streams/stream-reader.js';
import { ClientAccess, refuseMerchantsOwn } from './client-access.js';
import { PaymentIntents } from './payment-intents.js';

type Act = (operation: Operation) => Promise<StreamState>;

/** All its answers hold the client secret of the intent. */
@Controller('v1/payment_intents')
export class PaymentIntentsController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly intents: PaymentIntents,
    private readonly access: ClientAccess,
    private readonly reader: StreamReader,
    private readonly reporting: ReportingClient,
    private readonly seen: SeenPositions,
    private readonly expander: Expander,
  ) {}

  @Post()
  @Needs('payment_intent')
  create(@Req() request: ApiRequest) {
    const params = paramsOf(request, CreatePaymentIntentParams);
    const tenant = tenantOf(request);
    return this.post(request, params, (operation) =>
      this.intents.create(tenant, operation, params),
    );
  }

  @Post(':id')
  @Needs('payment_intent')
  update(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, UpdatePaymentIntentParams);
    const tenant = tenantOf(request);
    return this.post(request, params, (operation) =>
      this.intents.update(tenant, operation, id, params),
    );
  }

  @Post(':id/confirm')
  @Needs('payment_intent', { publishable: true })
  confirm(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, ConfirmPaymentIntentParams);
    this.access.check(callerOf(request), id, params.client_secret);
    refuseMerchantsOwn(callerOf(request), params);
    const tenant = tenantOf(request);
    return this.post(request, params, (operation) =>
      this.intents.confirm(tenant, operation, id, params),
    );
  }

  @Post(':id/capture')
  @Needs('payment_intent')
  capture(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, CapturePaymentIntentParams);
    const tenant = tenantOf(request);
    return this.post(request, params, (operation) =>
      this.intents.capture(tenant, operation, id, params),
    );
  }

  @Post(':id/cancel')
  @Needs('payment_intent')
  cancel(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, CancelPaymentIntentParams);
    const tenant = tenantOf(request);
    return this.post(request, params, (operation) =>
      this.intents.cancel(tenant, operation, id, params),
    );
  }

  @Get(':id')
  @Needs('payment_intent', { publishable: true })
  retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, RetrieveIntentParams);
    const caller = callerOf(request);
    this.access.check(caller, id, params.client_secret);
    checkExpand(params.expand, 'payment_intent', { caller });
    const tenant = tenantOf(request);
    return this.access.answer(caller, async () => {
      const { state } = await this.reader.find(tenant, intentKind, id);
      return this.expander.paymentIntent(tenant, state, params.expand);
    });
  }

  @Get()
  @Needs('payment_intent')
  async list(@Req() request: ApiRequest) {
    const params = paramsOf(request, ListPaymentIntentsParams);
    checkExpand(params.expand, 'payment_intent', { inList: true, caller: callerOf(request) });
    const tenant = tenantOf(request);
    const page = pageOf(params);
    const listed = await this.reporting.ask('reporting.payment_intents', {
      ...tenant,
      page,
      after: this.seen.after(tenant),
      ...(params.customer !== undefined && { customer: params.customer }),
    });
    const expand = pathsBelowData(params.expand);
    const list = { url: '/v1/payment_intents', kind: 'payment_intent', page };
    return listAnswer(listed, list, (row) =>
      this.expander.paymentIntent(tenant, stateFromJson(row), expand),
    );
  }

  private post(request: ApiRequest, params: ExpandParams, act: Act) {
    const caller = callerOf(request);
    checkExpand(params.expand, 'payment_intent', { caller });
    const tenant = tenantOf(request);
    return this.posts.runSecret(request, (operation) =>
      this.access.answer(caller, async () =>
        this.expander.paymentIntent(tenant, await act(operation), params.expand),
      ),
    );
  }
}
