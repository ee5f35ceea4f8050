import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import {
  CancelSetupIntentParams,
  ConfirmSetupIntentParams,
  CreateSetupIntentParams,
  ListSetupIntentsParams,
  pageOf,
  RetrieveIntentParams,
  UpdateSetupIntentParams,
  type ExpandParams,
} from '@ledgerway/contracts';
import { emptyStreamState, type StreamState } from '@ledgerway/domain';
import { Needs } from '../auth/permissions.js';
import { callerOf, tenantOf, type ApiRequest } from '../edge/caller.js';
import { listAnswer } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkExpand, pathsBelowData } from '../expand/expandable.js';
import { Expander } from '../expand/expander.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import type { Operation } from '../idempotency/operation.js';
import { ClientAccess } from '../payment-intents/client-access.js';
import { ReportingClient } from '../queries/query-client.js';
import { SeenPositions } from '../queries/seen-positions.js';
import { setupIntentKind } from '../streams/kinds.js';
import { StreamReader } from '../streams/stream-reader.js';
import { SetupIntents } from './setup-intents.js';

type Act = (operation: Operation) => Promise<StreamState>;

/** All its answers hold the client secret of the setup intent. */
@Controller('v1/setup_intents')
export class SetupIntentsController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly intents: SetupIntents,
    private readonly access: ClientAccess,
    private readonly reader: StreamReader,
    private readonly reporting: ReportingClient,
    private readonly seen: SeenPositions,
    private readonly expander: Expander,
  ) {}

  @Post()
  @Needs('payment_intent')
  create(@Req() request: ApiRequest) {
    const params = paramsOf(request, CreateSetupIntentParams);
    const tenant = tenantOf(request);
    return this.post(request, params, (operation) =>
      this.intents.create(tenant, operation, params),
    );
  }

  @Post(':id')
  @Needs('payment_intent')
  update(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, UpdateSetupIntentParams);
    const tenant = tenantOf(request);
    return this.post(request, params, (operation) =>
      this.intents.update(tenant, operation, id, params),
    );
  }

  @Post(':id/confirm')
  @Needs('payment_intent', { publishable: true })
  confirm(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, ConfirmSetupIntentParams);
    this.access.check(callerOf(request), id, params.client_secret);
    const tenant = tenantOf(request);
    return this.post(request, params, (operation) =>
      this.intents.confirm(tenant, operation, id, params),
    );
  }

  @Post(':id/cancel')
  @Needs('payment_intent')
  cancel(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, CancelSetupIntentParams);
    const tenant = tenantOf(request);
    return this.post(request, params, (operation) =>
      this.intents.cancel(tenant, operation, id, params.cancellation_reason ?? null),
    );
  }

  @Get(':id')
  @Needs('payment_intent', { publishable: true })
  retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, RetrieveIntentParams);
    const caller = callerOf(request);
    this.access.check(caller, id, params.client_secret);
    checkExpand(params.expand, 'setup_intent', { caller });
    const tenant = tenantOf(request);
    return this.access.answer(caller, async () => {
      const { state } = await this.reader.find(tenant, setupIntentKind, id);
      return this.expander.setupIntent(tenant, state, params.expand);
    });
  }

  @Get()
  @Needs('payment_intent')
  async list(@Req() request: ApiRequest) {
    const params = paramsOf(request, ListSetupIntentsParams);
    checkExpand(params.expand, 'setup_intent', { inList: true, caller: callerOf(request) });
    const tenant = tenantOf(request);
    const page = pageOf(params);
    const listed = await this.reporting.ask('reporting.setup_intents', {
      ...tenant,
      page,
      after: this.seen.after(tenant),
      ...(params.customer !== undefined && { customer: params.customer }),
      ...(params.payment_method !== undefined && { paymentMethod: params.payment_method }),
    });
    const expand = pathsBelowData(params.expand);
    const list = { url: '/v1/setup_intents', kind: 'setupintent', page };
    return listAnswer(listed, list, (setupIntent) =>
      this.expander.setupIntent(tenant, { ...emptyStreamState, setupIntent }, expand),
    );
  }

  private post(request: ApiRequest, params: ExpandParams, act: Act) {
    const caller = callerOf(request);
    checkExpand(params.expand, 'setup_intent', { caller });
    const tenant = tenantOf(request);
    return this.posts.runSecret(request, (operation) =>
      this.access.answer(caller, async () =>
        this.expander.setupIntent(tenant, await act(operation), params.expand),
      ),
    );
  }
}
